// One table, three ways: HTML for the report, CSV for programs, LaTeX (booktabs) for papers.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "evaluation/html.h"
#include "evaluation/quantity.h"

namespace emovox::evaluation {

/// Words, or a quantity in percent; "–" where there is neither.
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
  bool is_word = false;  // set to the left; numbers are set to the right
};

struct TableRow {
  std::vector<Cell> cells;  // [columns]
  bool stands_out = false;  // set bold
  std::string run = {};  // whose metrics.json its numbers come from, where several runs are shown
};

struct Table {
  std::string name;     // of its files, without ".csv": ours, never of data
  std::string caption;  // what it shows, as a sentence
  std::vector<Column> columns;
  std::vector<TableRow> rows;
};

void append_table(Html& html, const Table& table);

/// Quantities spread over columns of their own: `WA`, `WA std`, `WA low`, `WA high` where some row
/// has them, in percent.
std::string table_csv(const Table& table);

/// A floating table of package booktabs.
std::string table_latex(const Table& table);

/// Text for LaTeX: \ & % $ # _ { } ~ ^ < > escaped, "±", "–", "…" and "×" as commands; control
/// characters are spaces.
std::string escape_latex(std::string_view text);

}  // namespace emovox::evaluation
