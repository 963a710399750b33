// CSV tables as RFC 4180 has them: quoted fields, CRLF or LF, a byte order mark stood. Strict: what
// could be read in two ways is an error that names file and line.
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

/// A header and rows of its width.
struct CsvTable {
  std::string name;  // of the file, for messages
  std::vector<std::string> columns;
  std::vector<CsvRow> rows;

  /// Where a column is, or nothing.
  std::optional<std::size_t> find_column(std::string_view column) const;
  /// Where a column is; throws corrupt_data where it is missing.
  std::size_t column(std::string_view column) const;
  /// The error to throw about a row: "name:line: was; must be".
  Error row_error(const CsvRow& row, std::string_view was, std::string_view must_be) const;
};

/// Throws corrupt_data: no header, a column twice or without a name, a row of another width, a
/// quote that is not closed or stands inside a field, a bare carriage return, a zero byte.
CsvTable parse_csv(std::string_view text, std::string_view name, char delimiter = ',');

/// Throws not_found, io, corrupt_data.
CsvTable read_csv(const std::filesystem::path& path, char delimiter = ',');

/// Appends one row and its line feed, quoting the cells that need it.
void append_csv_row(std::string& text, const std::vector<std::string>& cells);

}  // namespace emovox::text
