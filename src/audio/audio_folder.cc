#include "audio/audio_folder.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>
#include <system_error>

#include "text/characters.h"

namespace emovox::audio {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 15> kExtensions{".wav",  ".wave", ".flac", ".ogg",  ".oga",
                                                       ".opus", ".mp3",  ".aiff", ".aif",  ".aifc",
                                                       ".au",   ".snd",  ".w64",  ".rf64", ".caf"};

/// macOS leaves hidden files beside audio files: "._03a01Fa.wav".
bool is_hidden(const fs::path& path) { return path.filename().string().starts_with('.'); }

Error unreadable(const fs::path& folder, const std::error_code& error) {
  return {ErrorCode::io, folder.string(), error.message(), "must be a readable folder"};
}

void check_folder(const fs::path& folder) {
  std::error_code error;
  const fs::file_status status = fs::status(folder, error);
  if (status.type() == fs::file_type::not_found) {
    throw Error(ErrorCode::not_found, folder.string(), "does not exist", "must be a folder");
  }
  if (error) throw unreadable(folder, error);
  if (fs::is_directory(status)) return;
  throw Error(ErrorCode::invalid_argument, folder.string(), "not a folder", "must be a folder");
}

/// Adds the audio files of one folder to `found.files` and its subfolders to `folders`. Returns why
/// the folder could not be read to its end.
std::error_code scan(const fs::path& folder, AudioFolder& found, std::vector<fs::path>& folders) {
  std::error_code error;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (is_hidden(it->path())) continue;
    std::error_code ignored;  // a link to a missing file is not a regular file
    if (!it->is_symlink(ignored) && it->is_directory(ignored)) {
      folders.push_back(it->path());
    } else if (has_audio_extension(it->path()) && it->is_regular_file(ignored)) {
      found.files.push_back(it->path());
    }
  }
  return error;
}

}  // namespace

bool has_audio_extension(const fs::path& path) {
  const std::string extension = text::to_lower(path.extension().string());
  return std::ranges::find(kExtensions, extension) != kExtensions.end();
}

AudioFolder find_audio_files(const fs::path& folder) {
  check_folder(folder);
  AudioFolder found;
  std::vector<fs::path> folders{folder};
  while (!folders.empty()) {
    const fs::path next = std::move(folders.back());
    folders.pop_back();
    const bool is_root = next == folder;
    const std::error_code error = scan(next, found, folders);
    if (!error) continue;
    if (is_root && found.files.empty() && folders.empty()) throw unreadable(next, error);
    found.problems.push_back(unreadable(next, error));
  }
  std::ranges::sort(found.files, {}, [](const fs::path& path) { return path.generic_string(); });
  std::ranges::sort(found.problems, {},
                    [](const Error& error) { return std::string(error.what()); });
  return found;
}

}  // namespace emovox::audio
