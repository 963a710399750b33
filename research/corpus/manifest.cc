#include "corpus/manifest.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "corpus/manifest_paths.h"
#include "emovox/error.h"
#include "text/csv.h"
#include "text/number.h"
#include "text/whole_file.h"

namespace emovox::corpus {

namespace {

std::vector<std::string> distinct(const Manifest& manifest, std::string Utterance::*field) {
  std::set<std::string> values;
  for (const Utterance& utterance : manifest.utterances) values.insert(utterance.*field);
  return {values.begin(), values.end()};
}

void check_at_least_two(const std::vector<std::string>& values, std::string_view kind,
                        const std::filesystem::path& path, std::string_view reason) {
  if (values.size() >= 2) return;
  const std::string was = values.empty()
                              ? "no " + std::string(kind)
                              : "only one " + std::string(kind) + ", '" + values[0] + "'";
  throw Error(ErrorCode::corrupt_data, path.string(), was, reason);
}

}  // namespace

std::filesystem::path Manifest::path_of(const Utterance& utterance) const {
  return folder / utterance.file;
}

std::vector<std::string> Manifest::emotions() const { return distinct(*this, &Utterance::emotion); }

std::vector<std::string> Manifest::speakers() const { return distinct(*this, &Utterance::speaker); }

void check_trainable(const Manifest& manifest, const std::filesystem::path& path) {
  check_at_least_two(manifest.emotions(), "emotion", path, "must have at least two to tell apart");
  check_at_least_two(manifest.speakers(), "speaker", path,
                     "must have at least two, so that one can be held out");
  for (const Utterance& utterance : manifest.utterances) {
    std::error_code error;
    if (std::filesystem::is_regular_file(manifest.path_of(utterance), error)) continue;
    throw Error(ErrorCode::not_found, path.string(),
                "audio file '" + manifest.path_of(utterance).string() + "' does not exist",
                "must be a path, absolute or from the manifest's folder");
  }
}

UtteranceKey key_of(const Utterance& utterance) {
  return {std::filesystem::path(utterance.file).lexically_normal().generic_string(),
          utterance.start, utterance.end};
}

bool has_bounds(const Manifest& manifest) {
  return std::ranges::any_of(manifest.utterances,
                             [](const Utterance& u) { return u.start || u.end; });
}

std::string seconds_text(const std::optional<double>& seconds) {
  return seconds ? text::number_text(*seconds) : "";
}

// --- The manifest as CSV ------------------------------------------------------------------------

namespace {

namespace fs = std::filesystem;
using text::CsvRow;
using text::CsvTable;

constexpr std::array<std::string_view, 5> kStandardColumns{"file", "speaker", "emotion", "start",
                                                           "end"};

/// The columns of the standard fields in a table.
struct Layout {
  std::size_t file, speaker, emotion;
  std::optional<std::size_t> start, end;
  std::vector<std::size_t> further;
};

bool is_standard(std::string_view column) {
  return std::find(kStandardColumns.begin(), kStandardColumns.end(), column) !=
         kStandardColumns.end();
}

Layout layout_of(const CsvTable& table) {
  Layout layout{table.column("file"),       table.column("speaker"),  table.column("emotion"),
                table.find_column("start"), table.find_column("end"), {}};
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!is_standard(table.columns[i])) layout.further.push_back(i);
  }
  return layout;
}

std::string filled_cell(const CsvTable& table, const CsvRow& row, std::size_t column) {
  if (!row.cells[column].empty()) return row.cells[column];
  throw table.row_error(row, "an empty " + table.columns[column], "must be filled in");
}

std::optional<double> seconds_cell(const CsvTable& table, const CsvRow& row,
                                   std::optional<std::size_t> column) {
  if (!column || row.cells[*column].empty()) return std::nullopt;
  const auto seconds = text::parse_number(row.cells[*column]);
  if (seconds && *seconds >= 0.0) return seconds;
  throw table.row_error(row, table.columns[*column] + " '" + row.cells[*column] + "'",
                        "must be seconds from 0, or empty");
}

Utterance utterance_in(const CsvTable& table, const CsvRow& row, const Layout& layout) {
  Utterance utterance;
  utterance.file = filled_cell(table, row, layout.file);
  utterance.speaker = filled_cell(table, row, layout.speaker);
  utterance.emotion = filled_cell(table, row, layout.emotion);
  utterance.start = seconds_cell(table, row, layout.start);
  utterance.end = seconds_cell(table, row, layout.end);
  if (utterance.end && *utterance.end <= utterance.start.value_or(0.0)) {
    throw table.row_error(row, "end " + text::number_text(*utterance.end) + " s",
                          "must be after start");
  }
  for (const std::size_t column : layout.further) utterance.further.push_back(row.cells[column]);
  return utterance;
}

void check_no_duplicates(const CsvTable& table, const Manifest& manifest) {
  std::map<UtteranceKey, std::size_t> lines;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const auto [first, added] = lines.emplace(key_of(manifest.utterances[i]), table.rows[i].line);
    if (added) continue;
    throw table.row_error(
        table.rows[i],
        "'" + manifest.utterances[i].file + "' again, as in line " + std::to_string(first->second),
        "every utterance must occur once");
  }
}

std::vector<std::string> cells_of(const Utterance& utterance, std::string file, bool bounds) {
  std::vector<std::string> cells{std::move(file), utterance.speaker, utterance.emotion};
  if (bounds) {
    cells.push_back(seconds_text(utterance.start));
    cells.push_back(seconds_text(utterance.end));
  }
  cells.insert(cells.end(), utterance.further.begin(), utterance.further.end());
  return cells;
}

std::vector<std::string> header_of(const Manifest& manifest, bool bounds) {
  std::vector<std::string> header{"file", "speaker", "emotion"};
  if (bounds) header.insert(header.end(), {"start", "end"});
  header.insert(header.end(), manifest.further_columns.begin(), manifest.further_columns.end());
  return header;
}

}  // namespace

Manifest manifest_from(const CsvTable& table, const fs::path& folder) {
  const Layout layout = layout_of(table);
  Manifest manifest;
  manifest.folder = folder;
  for (const std::size_t column : layout.further) {
    manifest.further_columns.push_back(table.columns[column]);
  }
  for (const CsvRow& row : table.rows) {
    manifest.utterances.push_back(utterance_in(table, row, layout));
  }
  if (manifest.utterances.empty()) {
    throw Error(ErrorCode::corrupt_data, table.name, "no utterances below the header",
                "must have at least one row");
  }
  check_no_duplicates(table, manifest);
  return manifest;
}

Manifest read_manifest(const fs::path& path) {
  return manifest_from(text::read_csv(path), path.parent_path());
}

void write_manifest(const fs::path& path, const Manifest& manifest) {
  const bool bounds = has_bounds(manifest);
  const ManifestPaths paths(manifest, path);
  std::string text;
  text::append_csv_row(text, header_of(manifest, bounds));
  for (const Utterance& utterance : manifest.utterances) {
    text::append_csv_row(text, cells_of(utterance, paths.name_of(utterance), bounds));
  }
  text::write_file_atomically(path, text);
}

}  // namespace emovox::corpus
