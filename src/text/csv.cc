#include "text/csv.h"

#include <algorithm>
#include <set>

#include "text/join.h"
#include "text/whole_file.h"

namespace emovox::text {
namespace {

std::string place(std::string_view name, std::size_t line) {
  return std::string(name) + ":" + std::to_string(line);
}

/// Cuts a text into rows of cells.
class Parser {
 public:
  Parser(std::string_view text, std::string_view name, char delimiter)
      : text_(text), name_(name), delimiter_(delimiter) {}

  bool at_end() const { return at_ == text_.size(); }

  CsvRow row() {
    CsvRow row{line_, {}};
    do {
      row.cells.push_back(cell());
    } while (skip(delimiter_));
    end_of_line();
    return row;
  }

  /// Editors leave empty lines at the end of a file. Empty lines are skipped only there.
  void skip_empty_lines_before_end() {
    if (text_.find_first_not_of("\r\n", at_) == std::string_view::npos) at_ = text_.size();
  }

 private:
  bool skip(char wanted) {
    if (at_end() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  void end_of_line() {
    if (at_end()) return;
    if (skip('\r') && !at_end() && text_[at_] != '\n') {
      fail("a carriage return without a line feed", "lines must end in LF or CRLF");
    }
    skip('\n');
    ++line_;
  }

  std::string cell() { return skip('"') ? quoted_cell() : plain_cell(); }

  std::string plain_cell() {
    const std::size_t start = at_;
    while (!at_end() && text_[at_] != delimiter_ && text_[at_] != '\n' && text_[at_] != '\r') {
      if (text_[at_] == '"')
        fail("a quote inside a field", "a field with a quote must be quoted as a whole");
      if (text_[at_] == '\0') fail("a zero byte", "must be UTF-8 text");
      ++at_;
    }
    return std::string(text_.substr(start, at_ - start));
  }

  std::string quoted_cell() {
    const std::size_t opened_at = line_;
    std::string cell;
    while (!at_end()) {
      const char c = text_[at_++];
      if (c == '"' && !skip('"')) return end_of_quoted(std::move(cell));
      if (c == '\n') ++line_;
      cell += c;
    }
    line_ = opened_at;
    fail("a quote that is not closed", "every quoted field must end with a quote");
  }

  std::string end_of_quoted(std::string cell) const {
    const bool ended =
        at_end() || text_[at_] == delimiter_ || text_[at_] == '\n' || text_[at_] == '\r';
    if (!ended) fail("text after a closing quote", "a quote in a quoted field must be doubled");
    return cell;
  }

  [[noreturn]] void fail(std::string_view was, std::string_view must_be) const {
    throw Error(ErrorCode::corrupt_data, place(name_, line_), was, must_be);
  }

  std::string_view text_;
  std::string_view name_;
  char delimiter_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

void check_header(const CsvTable& table) {
  std::set<std::string_view> seen;
  for (const std::string& column : table.columns) {
    const std::string_view must_be = "every column must have a distinct name";
    if (column.empty()) {
      throw Error(ErrorCode::corrupt_data, place(table.name, 1), "a column without a name",
                  must_be);
    }
    if (!seen.insert(column).second) {
      throw Error(ErrorCode::corrupt_data, place(table.name, 1), "column '" + column + "' twice",
                  must_be);
    }
  }
}

void check_width(const CsvTable& table, const CsvRow& row) {
  if (row.cells.size() == table.columns.size()) return;
  throw table.row_error(row, std::to_string(row.cells.size()) + " fields",
                        "must be " + std::to_string(table.columns.size()) + " as in the header");
}

bool needs_quotes(const std::string& cell) {
  return cell.find_first_of(",\"\r\n") != std::string::npos;
}

void append_quoted(std::string& text, const std::string& cell) {
  text += '"';
  for (const char c : cell) {
    if (c == '"') text += '"';
    text += c;
  }
  text += '"';
}

}  // namespace

std::optional<std::size_t> CsvTable::find_column(std::string_view column) const {
  const auto found = std::find(columns.begin(), columns.end(), column);
  if (found == columns.end()) return std::nullopt;
  return static_cast<std::size_t>(found - columns.begin());
}

std::size_t CsvTable::column(std::string_view column) const {
  if (const auto found = find_column(column)) return *found;
  const std::string has = joined(columns, {}, ",");
  throw Error(ErrorCode::corrupt_data, place(name, 1),
              "no column '" + std::string(column) + "' in the header '" + has + "'",
              "must be a CSV table that has it");
}

Error CsvTable::row_error(const CsvRow& row, std::string_view was, std::string_view must_be) const {
  return Error(ErrorCode::corrupt_data, place(name, row.line), was, must_be);
}

CsvTable parse_csv(std::string_view text, std::string_view name, char delimiter) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  Parser parser(text, name, delimiter);
  parser.skip_empty_lines_before_end();
  if (parser.at_end()) {
    throw Error(ErrorCode::corrupt_data, name, "empty", "must be a CSV table with a header line");
  }
  CsvTable table{std::string(name), parser.row().cells, {}};
  check_header(table);
  for (parser.skip_empty_lines_before_end(); !parser.at_end();
       parser.skip_empty_lines_before_end()) {
    table.rows.push_back(parser.row());
    check_width(table, table.rows.back());
  }
  return table;
}

CsvTable read_csv(const std::filesystem::path& path, char delimiter) {
  return parse_csv(read_file(path), path.string(), delimiter);
}

void append_csv_row(std::string& text, const std::vector<std::string>& cells) {
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) text += ',';
    // A lone empty cell would be an empty line, which a reader may take for the end of the table.
    if (needs_quotes(cells[i]) || (cells.size() == 1 && cells[i].empty())) {
      append_quoted(text, cells[i]);
    } else {
      text += cells[i];
    }
  }
  text += '\n';
}

}  // namespace emovox::text
