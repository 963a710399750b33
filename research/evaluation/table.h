// A table in three formats: HTML for the report, CSV for programs, LaTeX (booktabs) for papers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evaluation/html.h"
#include "evaluation/quantity.h"

namespace emovox::evaluation {

/// Words or a quantity in percent; an empty cell is shown as "–".
struct Cell {
  std::string text;
  std::optional<Quantity> quantity;

  Cell() = default;
  Cell(std::string words) : text(std::move(words)) {}
  Cell(const char* words) : text(words) {}
  Cell(Quantity shown) : quantity(std::move(shown)) {}
  Cell(std::optional<Quantity> shown) : quantity(std::move(shown)) {}
};

struct Column {
  std::string name;
  bool is_word = false;  // aligned left; numbers are aligned right
};

struct TableRow {
  std::vector<Cell> cells;  // [columns]
  bool stands_out = false;  // printed in bold
  std::string run = {};     // run of its numbers, in tables of several runs
};

struct Table {
  std::string name;     // name of its files without ".csv"; a constant, never data
  std::string caption;  // a sentence that says what the table shows
  std::vector<Column> columns;
  std::vector<TableRow> rows;
};

void append_table(Html& html, const Table& table);

/// Each part of a quantity has a separate column: `WA`, `WA std`, `WA low`, `WA high` if some row
/// has it, in percent.
std::string table_csv(const Table& table);

/// A floating table of package booktabs.
std::string table_latex(const Table& table);

/// Text for LaTeX: \ & % $ # _ { } ~ ^ < > escaped, "±", "–", "…" and "×" as commands; control
/// characters are spaces.
std::string escape_latex(std::string_view text);

}  // namespace emovox::evaluation
