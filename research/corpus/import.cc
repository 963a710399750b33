#include "corpus/import.h"

#include <algorithm>
#include <array>
#include <optional>
#include <regex>
#include <utility>

#include "audio/audio_folder.h"
#include "corpus/published.h"
#include "text/csv.h"
#include "text/join.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

// --- File names ----------------------------------------------------------------------------------

/// Reads the utterance from the path of a file below the corpus's folder; nothing if the path does
/// not follow the corpus's pattern.
using NameReader = std::function<std::optional<Utterance>(const fs::path& below)>;

/// The audio files below a folder: paths relative to it, sorted.
std::vector<fs::path> audio_below(const fs::path& folder, const UnreadableFolderSink& unreadable) {
  audio::AudioFolder found = audio::find_audio_files(folder);
  for (const Error& problem : found.problems) {
    if (!unreadable) throw Error(problem);
    unreadable(problem);
  }
  for (fs::path& file : found.files) file = file.lexically_relative(folder);
  if (!found.files.empty()) return std::move(found.files);
  throw Error(ErrorCode::corrupt_data, folder.string(), "no audio found",
              "must hold audio files such as .wav or .flac");
}

/// The utterances that `read` finds in the names of all audio files below a folder. Throws
/// corrupt_data with the number of names that do not follow the pattern.
Manifest import_names(const fs::path& folder, std::string_view pattern, const NameReader& read,
                      const UnreadableFolderSink& unreadable) {
  Manifest manifest;
  manifest.folder = folder;
  std::vector<fs::path> unmatched;
  const std::vector<fs::path> audio = audio_below(folder, unreadable);
  for (const fs::path& below : audio) {
    std::optional<Utterance> utterance = read(below);
    if (!utterance) {
      unmatched.push_back(below);
      continue;
    }
    utterance->file = below.generic_string();
    manifest.utterances.push_back(std::move(*utterance));
  }
  if (unmatched.empty()) return manifest;
  throw Error(ErrorCode::corrupt_data, folder.string(),
              std::to_string(unmatched.size()) + " of " + std::to_string(audio.size()) +
                  " audio files have other names, the first is '" + unmatched[0].generic_string() +
                  "'",
              "must all follow " + std::string(pattern));
}

Manifest import_published(const PublishedCorpus& corpus, const fs::path& source,
                          const UnreadableFolderSink& unreadable) {
  Manifest manifest = import_names(source, corpus.name_pattern, corpus.read_name, unreadable);
  manifest.further_columns = corpus.further_columns;
  return manifest;
}

// --- Folders -------------------------------------------------------------------------------------
// One folder for each emotion: anger/anna_01.wav, with "([a-z]+)_" for the speaker.

/// A regular expression with one group, searched for in the path below the corpus's folder.
class Pattern {
 public:
  Pattern(const std::string& text, std::string_view option) {
    try {
      expression_.assign(text, std::regex::ECMAScript);
    } catch (const std::regex_error& error) {
      refuse(text, option, std::string("must be a regular expression (") + error.what() + ")");
    }
    if (expression_.mark_count() != 1) {
      refuse(text, option, "must be a regular expression with one group, as in '([a-z]+)_'");
    }
  }

  /// The text that the group matches; empty if the pattern does not occur.
  std::string in(const fs::path& below) const {
    std::smatch match;
    const std::string text = below.generic_string();
    return std::regex_search(text, match, expression_) ? match[1].str() : "";
  }

 private:
  [[noreturn]] static void refuse(const std::string& text, std::string_view option,
                                  std::string_view must_be) {
    throw Error(ErrorCode::invalid_argument, option, "'" + text + "'", must_be);
  }
  std::regex expression_;
};

std::string first_folder(const fs::path& below) {
  return below.has_parent_path() ? below.begin()->string() : "";
}

Manifest import_folders(const fs::path& source, const ImportOptions& options,
                        const UnreadableFolderSink& unreadable) {
  const Pattern speaker(options.speaker_pattern, "speaker_pattern");
  std::optional<Pattern> emotion;
  if (!options.emotion_pattern.empty()) emotion.emplace(options.emotion_pattern, "emotion_pattern");
  const auto read = [&](const fs::path& below) -> std::optional<Utterance> {
    Utterance utterance;
    utterance.speaker = speaker.in(below);
    utterance.emotion = emotion ? emotion->in(below) : first_folder(below);
    if (utterance.speaker.empty() || utterance.emotion.empty()) return std::nullopt;
    return utterance;
  };
  return import_names(source, "EMOTION/… with speaker pattern '" + options.speaker_pattern + "'",
                      read, unreadable);
}

// --- Tables --------------------------------------------------------------------------------------

char delimiter_of(const ImportOptions& options) {
  if (options.delimiter == "tab") return '\t';
  const bool fits = options.delimiter.size() == 1 &&
                    options.delimiter.find_first_of("\"\r\n") == std::string::npos;
  if (fits) return options.delimiter[0];
  throw Error(ErrorCode::invalid_argument, "delimiter", "'" + options.delimiter + "'",
              "must be one character, or tab");
}

/// Renames the mapped columns to their standard names. Another column that already has a standard
/// name becomes "source_<name>": a table may have emotion codes in `emotion` and words in
/// `emotion_name`.
void rename_columns(text::CsvTable& table, const ImportOptions& options) {
  const std::array<std::pair<std::string, std::string_view>, 5> mapping{
      {{options.file_column, "file"},
       {options.speaker_column, "speaker"},
       {options.emotion_column, "emotion"},
       {options.start_column, "start"},
       {options.end_column, "end"}}};
  std::vector<std::string> renamed = table.columns;
  for (const auto& [column, standard] : mapping) {
    const auto taken = table.find_column(standard);
    if (taken && column != standard) renamed[*taken] = "source_" + std::string(standard);
  }
  for (const auto& [column, standard] : mapping) {
    const bool optional = standard == "start" || standard == "end";
    if (optional && !table.find_column(column)) continue;
    renamed[table.column(column)] = standard;
  }
  table.columns = std::move(renamed);
}

Manifest import_table(const fs::path& source, const ImportOptions& options) {
  text::CsvTable table = text::read_csv(source, delimiter_of(options));
  rename_columns(table, options);
  Manifest manifest = manifest_from(table, source.parent_path());
  std::stable_sort(manifest.utterances.begin(), manifest.utterances.end(),
                   [](const Utterance& a, const Utterance& b) {
                     return std::tie(a.file, a.start, a.end) < std::tie(b.file, b.start, b.end);
                   });
  return manifest;
}

}  // namespace

std::vector<ImportFormat> import_formats() {
  std::vector<ImportFormat> formats;
  for (const PublishedCorpus& corpus : published_corpora()) {
    formats.push_back({corpus.format, corpus.meaning});
  }
  formats.push_back({"csv", "any CSV table that names file, speaker and emotion"});
  formats.push_back({"folders", "one folder for each emotion; the speaker by a pattern"});
  return formats;
}

Manifest import_corpus(std::string_view format, const fs::path& source,
                       const ImportOptions& options, const UnreadableFolderSink& unreadable) {
  if (const PublishedCorpus* published = find_published(format)) {
    return import_published(*published, source, unreadable);
  }
  if (format == "csv") return import_table(source, options);
  if (format == "folders") return import_folders(source, options, unreadable);
  throw Error(ErrorCode::invalid_argument, "corpus format", "'" + std::string(format) + "'",
              "must be one of " + text::joined(import_formats(), &ImportFormat::name));
}

}  // namespace emovox::corpus
