#include "evaluation/table.h"

#include <array>
#include <utility>

#include "text/csv.h"

namespace emovox::evaluation {

// --- HTML and CSV -------------------------------------------------------------------------------

namespace {

constexpr const char* kNothing = "–";

void append_cell(Html& html, const Cell& cell, bool is_heading, bool is_word) {
  const std::string_view tag = is_heading ? "th" : "td";
  html.open(tag, is_word ? "class=\"word\"" : "");
  if (cell.quantity) {
    append_quantity(html, *cell.quantity);
  } else {
    html.text(cell.text.empty() ? kNothing : cell.text);
  }
  html.close(tag);
}

/// The parts of a quantity that at least one row of a column has.
struct Parts {
  bool quantity = false;
  bool std = false;
  bool interval = false;
};

Parts parts_of(const Table& table, std::size_t column) {
  Parts parts;
  for (const TableRow& row : table.rows) {
    const auto& quantity = row.cells[column].quantity;
    if (!quantity) continue;
    parts.quantity = true;
    parts.std = parts.std || quantity->std;
    parts.interval = parts.interval || quantity->low;
  }
  return parts;
}

void add_traced(std::vector<std::string>& cells, const Cell& cell,
                const std::optional<Traced>& traced) {
  cells.push_back(cell.quantity && traced ? part_text(*cell.quantity, *traced) : "");
}

void add_cell(std::vector<std::string>& cells, const Cell& cell, const Parts& parts) {
  if (!parts.quantity) {
    cells.push_back(cell.text);
    return;
  }
  const Quantity quantity = cell.quantity.value_or(Quantity{});
  if (cell.quantity) {
    cells.push_back(part_text(quantity, quantity.mean));
  } else {
    cells.push_back(cell.text);
  }
  if (parts.std) add_traced(cells, cell, quantity.std);
  if (!parts.interval) return;
  add_traced(cells, cell, quantity.low);
  add_traced(cells, cell, quantity.high);
}

}  // namespace

void append_table(Html& html, const Table& table) {
  html.open("div", "class=\"scroll\"").open("table");
  if (!table.caption.empty()) html.element("caption", table.caption);
  html.open("thead").open("tr");
  for (const Column& column : table.columns) {
    html.element("th", column.name, column.is_word ? "class=\"word\"" : "");
  }
  html.close("tr").close("thead").open("tbody");
  for (const TableRow& row : table.rows) {
    std::string attributes = row.run.empty() ? "" : "data-run=\"" + escape_html(row.run) + "\"";
    if (row.stands_out) attributes = "class=\"ours\"" + (row.run.empty() ? "" : " " + attributes);
    html.open("tr", attributes);
    for (std::size_t i = 0; i < row.cells.size(); ++i) {
      append_cell(html, row.cells[i], i == 0, table.columns[i].is_word);
    }
    html.close("tr");
  }
  html.close("tbody").close("table").close("div");
}

std::string table_csv(const Table& table) {
  std::vector<Parts> parts;
  std::vector<std::string> header;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    const std::string& name = table.columns[i].name;
    parts.push_back(parts_of(table, i));
    header.push_back(name);
    if (parts[i].std) header.push_back(name + " std");
    if (parts[i].interval) header.insert(header.end(), {name + " low", name + " high"});
  }
  std::string text;
  text::append_csv_row(text, header);
  for (const TableRow& row : table.rows) {
    std::vector<std::string> cells;
    for (std::size_t i = 0; i < row.cells.size(); ++i) add_cell(cells, row.cells[i], parts[i]);
    text::append_csv_row(text, cells);
  }
  return text;
}

// --- LaTeX --------------------------------------------------------------------------------------

namespace {

using Replacement = std::pair<std::string_view, std::string_view>;

constexpr std::array<Replacement, 21> kReplacements{{{"\\", "\\textbackslash{}"},
                                                     {"&", "\\&"},
                                                     {"%", "\\%"},
                                                     {"$", "\\$"},
                                                     {"#", "\\#"},
                                                     {"_", "\\_"},
                                                     {"{", "\\{"},
                                                     {"}", "\\}"},
                                                     {"~", "\\textasciitilde{}"},
                                                     {"^", "\\textasciicircum{}"},
                                                     {"<", "\\textless{}"},
                                                     {">", "\\textgreater{}"},
                                                     {"\"", "\\textquotedbl{}"},
                                                     {"±", "$\\pm$"},
                                                     {"×", "$\\times$"},
                                                     {"≥", "$\\geq$"},
                                                     {"→", "$\\rightarrow$"},
                                                     {"–", "--"},
                                                     {"…", "\\ldots{}"},
                                                     {"’", "'"},
                                                     {"²", "$^2$"}}};

const Replacement* replacement_at(std::string_view text) {
  for (const Replacement& replacement : kReplacements) {
    if (text.starts_with(replacement.first)) return &replacement;
  }
  return nullptr;
}

std::string cell_latex(const Cell& cell) {
  const std::string text = cell.quantity ? quantity_text(*cell.quantity) : cell.text;
  return text.empty() ? "--" : escape_latex(text);
}

std::string row_latex(const TableRow& row) {
  std::string text;
  for (const Cell& cell : row.cells) {
    const std::string shown = cell_latex(cell);
    if (!text.empty()) text += " & ";
    text += row.stands_out ? "\\textbf{" + shown + "}" : shown;
  }
  return text + " \\\\\n";
}

}  // namespace

std::string escape_latex(std::string_view text) {
  std::string latex;
  while (!text.empty()) {
    if (const Replacement* found = replacement_at(text)) {
      latex += found->second;
      text.remove_prefix(found->first.size());
      continue;
    }
    const bool is_control = static_cast<unsigned char>(text[0]) < 0x20 || text[0] == 0x7F;
    latex += is_control ? ' ' : text[0];
    text.remove_prefix(1);
  }
  return latex;
}

std::string table_latex(const Table& table) {
  std::string columns, header;
  for (const Column& column : table.columns) {
    columns += column.is_word ? 'l' : 'r';
    header += (header.empty() ? "" : " & ") + escape_latex(column.name);
  }
  std::string text = "% needs \\usepackage{booktabs}\n\\begin{table}\n\\centering\n";
  text += "\\caption{" + escape_latex(table.caption) + "}\n";
  text += "\\begin{tabular}{" + columns + "}\n\\toprule\n" + header + " \\\\\n\\midrule\n";
  for (const TableRow& row : table.rows) text += row_latex(row);
  return text + "\\bottomrule\n\\end{tabular}\n\\end{table}\n";
}

}  // namespace emovox::evaluation
