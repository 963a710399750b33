// CSV tables as in RFC 4180: quoted fields, CRLF or LF; a byte order mark is accepted. Strict: text
// that could be read in two ways gives an error that names file and line.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/error.h"

namespace emovox::text {

struct CsvRow {
  std::size_t line = 0;  // where it starts in its file, from 1
  std::vector<std::string> cells;
};

/// A header and rows with as many cells.
struct CsvTable {
  std::string name;  // of the file, for messages
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;

  /// The index of a column, or nothing.
  std::optional<std::size_t> find_column(std::string_view column) const;
  /// The index of a column; throws corrupt_data if it is missing.
  std::size_t column(std::string_view column) const;
  /// The error to throw about a row: "name:line: was; must be".
  Error row_error(const CsvRow& row, std::string_view was, std::string_view must_be) const;
};

/// Throws corrupt_data: no header, a column twice or without a name, a row with another number of
/// cells, a quote that is not closed or is inside a field, a bare carriage return, a zero byte.
CsvTable parse_csv(std::string_view text, std::string_view name, char delimiter = ',');

/// Throws not_found, io, corrupt_data.
CsvTable read_csv(const std::filesystem::path& path, char delimiter = ',');

/// Appends one row and its line feed, quoting the cells that need it.
void append_csv_row(std::string& text, const std::vector<std::string>& cells);

}  // namespace emovox::text
