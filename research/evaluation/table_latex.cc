// Tables and text for LaTeX.
#include <array>
#include <utility>

#include "evaluation/table.h"

namespace emovox::evaluation {
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
