// A corpus whose file names tell everything.
#include <algorithm>
#include <array>
#include <cctype>

#include "corpus/importers.h"
#include "emovox/error.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 14> kAudioExtensions{
    ".wav",  ".flac", ".ogg", ".oga", ".opus", ".mp3",  ".aif",
    ".aiff", ".aifc", ".au",  ".snd", ".w64",  ".rf64", ".caf"};

bool is_audio_name(const fs::path& path) {
  std::string extension = path.extension().string();
  std::transform(extension.begin(), extension.end(), extension.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::find(kAudioExtensions.begin(), kAudioExtensions.end(), extension) !=
         kAudioExtensions.end();
}

/// Also what a Mac leaves beside real files: "._03a01Fa.wav".
bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

void check_folder(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (!fs::exists(status)) {
    throw Error(ErrorCode::not_found, folder.string(), "does not exist",
                "must be the folder of a corpus");
  }
  if (!fs::is_directory(status)) {
    throw Error(ErrorCode::invalid_argument, folder.string(), "not a folder",
                "must be the folder of a corpus");
  }
}

}  // namespace

std::vector<fs::path> audio_below(const fs::path& folder) {
  check_folder(folder);
  std::vector<fs::path> found;
  std::error_code error;
  for (fs::recursive_directory_iterator it(folder, error), end; !error && it != end;
       it.increment(error)) {
    if (is_hidden(it->path())) {
      it.disable_recursion_pending();
    } else if (is_audio_name(it->path()) && it->is_regular_file(error)) {
      found.push_back(it->path().lexically_relative(folder));
    }
  }
  if (error) {
    throw Error(ErrorCode::io, folder.string(), "listing failed (" + error.message() + ")",
                "must be a readable folder");
  }
  if (found.empty()) {
    throw Error(ErrorCode::corrupt_data, folder.string(), "no audio found",
                "must hold audio files such as .wav or .flac");
  }
  std::sort(found.begin(), found.end(), [](const fs::path& a, const fs::path& b) {
    return a.generic_string() < b.generic_string();
  });
  return found;
}

Manifest import_names(const fs::path& folder, std::string_view pattern, const NameReader& read) {
  Manifest manifest;
  manifest.folder = folder;
  std::vector<fs::path> strangers;
  const std::vector<fs::path> audio = audio_below(folder);
  for (const fs::path& below : audio) {
    std::optional<Utterance> utterance = read(below);
    if (!utterance) {
      strangers.push_back(below);
      continue;
    }
    utterance->file = below.generic_string();
    manifest.utterances.push_back(std::move(*utterance));
  }
  if (strangers.empty()) return manifest;
  throw Error(ErrorCode::corrupt_data, folder.string(),
              std::to_string(strangers.size()) + " of " + std::to_string(audio.size()) +
                  " audio files are named otherwise, first '" + strangers[0].generic_string() + "'",
              "must all follow " + std::string(pattern));
}

}  // namespace emovox::corpus
