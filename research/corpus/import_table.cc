// Any CSV table → the manifest's columns. The other columns are kept.
#include <algorithm>
#include <array>
#include <utility>

#include "corpus/importers.h"
#include "corpus/manifest_table.h"
#include "emovox/error.h"
#include "text/csv.h"

namespace emovox::corpus {
namespace {

char delimiter_of(const ImportOptions& options) {
  if (options.delimiter == "tab") return '\t';
  const bool fits = options.delimiter.size() == 1 &&
                    options.delimiter.find_first_of("\"\r\n") == std::string::npos;
  if (fits) return options.delimiter[0];
  throw Error(ErrorCode::invalid_argument, "delimiter", "'" + options.delimiter + "'",
              "must be one character, or tab");
}

/// Gives the mapped columns their standard names. Another column that has such a name already
/// becomes "source_<name>": a table may have emotion codes in `emotion` and words in
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

}  // namespace

Manifest import_table(const std::filesystem::path& source, const ImportOptions& options) {
  text::CsvTable table = text::read_csv(source, delimiter_of(options));
  rename_columns(table, options);
  Manifest manifest = manifest_from(table, source.parent_path());
  std::stable_sort(manifest.utterances.begin(), manifest.utterances.end(),
                   [](const Utterance& a, const Utterance& b) {
                     return std::tie(a.file, a.start, a.end) < std::tie(b.file, b.start, b.end);
                   });
  return manifest;
}

}  // namespace emovox::corpus
