// Makes manifests of corpora. The file names of published corpora give speaker and emotion
// (published.h); other corpora are read from a CSV table or from folders.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"
#include "emovox/error.h"

namespace emovox::corpus {

/// Options of the formats `csv` and `folders`; the other formats have none.
struct ImportOptions {
  std::string file_column = "file";        // csv: column with the path of the audio file
  std::string speaker_column = "speaker";  // csv: column with the speaker
  std::string emotion_column = "emotion";  // csv: column with the emotion
  std::string start_column = "start";      // csv: column with the start, seconds; optional
  std::string end_column = "end";          // csv: column with the end, seconds; optional
  std::string delimiter = ",";             // csv: one character, or "tab"
  std::string speaker_pattern;  // folders: regular expression for the path below the folder
  std::string emotion_pattern;  // folders: regular expression; empty: the first folder's name

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("file_column", self.file_column, "csv: column with the path of the audio file");
    visit("speaker_column", self.speaker_column, "csv: column with the name of the speaker");
    visit("emotion_column", self.emotion_column, "csv: column with the emotion");
    visit("start_column", self.start_column,
          "csv: column with the start of the utterance in seconds, if the table has one");
    visit("end_column", self.end_column,
          "csv: column with the end of the utterance in seconds, if the table has one");
    visit("delimiter", self.delimiter,
          "csv: delimiter of the columns, one character or the word tab");
    visit("speaker_pattern", self.speaker_pattern,
          "folders: regular expression whose one group is the speaker in the path below DIR");
    visit("emotion_pattern", self.emotion_pattern,
          "folders: regular expression whose one group is the emotion; empty: the first folder's "
          "name");
  }
};

struct ImportFormat {
  std::string_view name;     // "emodb"
  std::string_view meaning;  // one line for help
};

/// All formats, in the order in which the help lists them.
std::vector<ImportFormat> import_formats();

/// Receives the error of a subfolder that cannot be read.
using UnreadableFolderSink = std::function<void(const Error&)>;

/// The manifest of a corpus, sorted by file. Audio is not opened. `source` is a folder (csv: a
/// table), which is (csv: lies in) the manifest's folder. A subfolder that cannot be read is
/// reported to `unreadable` and left out; without `unreadable` it is an error. Throws
/// invalid_argument (unknown format, bad options), not_found, io, and corrupt_data (no audio; file
/// names that do not follow the format's pattern, with their number and the first of them).
Manifest import_corpus(std::string_view format, const std::filesystem::path& source,
                       const ImportOptions& options = {},
                       const UnreadableFolderSink& unreadable = {});

}  // namespace emovox::corpus
