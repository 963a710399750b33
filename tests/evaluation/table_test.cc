#include "evaluation/table.h"

#include <gmock/gmock.h>

#include "evaluation/markup.h"
#include "text/csv.h"

namespace emovox::evaluation {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Quantity quantity() {
  return {{0.77684, "/mean/wa"},
          Traced{0.00481, "/std/wa"},
          Traced{0.7211, "/intervals/wa/0"},
          Traced{0.82449, "/intervals/wa/1"},
          2};
}

Table table() {
  Table made{"t", "50 % of <all>", {{"who & what", true}, {"WA"}, {"UA"}}, {}};
  made.rows.push_back({{"a_b, c", quantity(), Cell()}, true});
  made.rows.push_back({{"plain", Cell(), Quantity{{0.5, ""}, {}, {}, {}, 1}}});
  return made;
}

TEST(Table, HtmlHasAJsonPointerForEveryNumber) {
  Html html;
  append_table(html, table());
  const auto elements = testing::parse_markup(html.str());
  std::vector<std::string> traced;
  for (const auto& element : elements) {
    if (!element.has("data-metric")) continue;
    traced.push_back(element.attributes.at("data-metric") + " " + element.text);
  }
  EXPECT_THAT(traced, ElementsAre("/mean/wa 77.68", "/std/wa 0.48", "/intervals/wa/0 72.11",
                                  "/intervals/wa/1 82.45"));
}

TEST(Table, CsvHasOneColumnForEachNumber) {
  const auto csv = text::parse_csv(table_csv(table()), "t.csv");
  EXPECT_THAT(csv.columns, ElementsAre("who & what", "WA", "WA std", "WA low", "WA high", "UA"));
  EXPECT_THAT(csv.rows[0].cells, ElementsAre("a_b, c", "77.68", "0.48", "72.11", "82.45", ""));
  EXPECT_THAT(csv.rows[1].cells, ElementsAre("plain", "", "", "", "", "50.0"));
}

TEST(Table, LatexUsesBooktabs) {
  const std::string latex = table_latex(table());
  EXPECT_THAT(latex, HasSubstr("\\caption{50 \\% of \\textless{}all\\textgreater{}}"));
  EXPECT_THAT(latex, HasSubstr("\\begin{tabular}{lrr}\n\\toprule\nwho \\& what & WA & UA \\\\\n"));
  EXPECT_THAT(latex, HasSubstr("\\textbf{a\\_b, c} & \\textbf{77.68 $\\pm$ 0.48 [72.11, 82.45]} & "
                               "\\textbf{--} \\\\\n"));
  EXPECT_THAT(latex, HasSubstr("plain & -- & 50.0 \\\\\n\\bottomrule"));
}

TEST(Latex, EscapesSpecialCharacters) {
  EXPECT_EQ(escape_latex("100% & $5 #1 a_b {x} ~ ^ \\ < > \""),
            "100\\% \\& \\$5 \\#1 a\\_b \\{x\\} \\textasciitilde{} \\textasciicircum{} "
            "\\textbackslash{} \\textless{} \\textgreater{} \\textquotedbl{}");
  EXPECT_EQ(escape_latex("1 ± 2 – …"), "1 $\\pm$ 2 -- \\ldots{}");
  EXPECT_EQ(escape_latex("Ärger\n\x01"), "Ärger  ");
}

}  // namespace
}  // namespace emovox::evaluation
