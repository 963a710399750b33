#include <gmock/gmock.h>

#include <set>

#include "evaluation/attention_figure.h"
#include "evaluation/curve_figures.h"
#include "evaluation/make_report.h"
#include "evaluation/markup.h"
#include "evaluation/score_figures.h"

namespace emovox::evaluation {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST(Figures, AreWellFormedAndHaveDistinctNamesAndTitles) {
  std::set<std::string> names, titles;
  const RunReport run = make_report(random_table(3));
  const auto figures = run_figures(run);
  EXPECT_EQ(figures.size(), 7u + run.illustrations.size());
  for (const Figure& figure : figures) {
    SCOPED_TRACE(figure.name);
    const auto elements = testing::parse_markup(standalone_svg(figure));
    EXPECT_EQ(elements[0].tag, "svg");
    EXPECT_EQ(elements[1].tag, "title");
    EXPECT_NE(elements[1].text, "");
    EXPECT_GT(figure.width, 100);
    EXPECT_GT(figure.height, 50);
    EXPECT_TRUE(names.insert(figure.name).second);
    EXPECT_EQ(figure.name.find_first_not_of("abcdefghijklmnopqrstuvwxyz-0123456789"),
              std::string::npos);
    EXPECT_THAT(figure.body, Not(HasSubstr("nan")));
    EXPECT_THAT(figure.body, Not(HasSubstr("inf")));
  }
}

TEST(Figures, ConfusionHasCountsAndPercentagesOfTheRow) {
  const Figure figure = confusion_figure(compute_metrics(by_hand()));
  EXPECT_THAT(figure.body, HasSubstr(">75.0 %</text>"));
  EXPECT_THAT(figure.body, HasSubstr("data-metric=\"/seeds/*/confusion/0/0\">3</text>"));
  EXPECT_THAT(figure.body, HasSubstr(">66.7 %</text>"));
  EXPECT_THAT(figure.body, HasSubstr("data-metric=\"/seeds/*/confusion/2/2\">2</text>"));
}

TEST(Figures, AClassWithoutUtterancesHasNoRecall) {
  PredictionTable table = by_hand();
  std::erase_if(table.rows, [](const PredictionRow& row) { return row.emotion == "c"; });
  const RunMetrics run = compute_metrics(table);
  EXPECT_THAT(class_figure(run, {}).body, HasSubstr(">–</text>"));
  EXPECT_THAT(confusion_figure(run).body, HasSubstr(">–</text>"));
  EXPECT_THAT(speaker_class_figure(run).body, HasSubstr(">–</text>"));
}

TEST(Figures, HumanListenersHaveALineForEachRatedClass) {
  const RunMetrics run = compute_metrics(by_hand());
  HumanListeners listeners{7, 2, 0.9, 0.875, {{"a", 0.9}, {"b", 0.8}}};
  const std::size_t without = count_of(class_figure(run, {}).body, "class=\"two\"");
  EXPECT_EQ(count_of(class_figure(run, listeners).body, "class=\"two\""), without + 3);  // and key
}

TEST(Figures, CurvesOfOneKindShareAPanelAndGapsAreLeftOut) {
  const Figure figure = curves_figure(make_curves());
  EXPECT_EQ(count_of(figure.body, "class=\"frame\""), 2u);
  EXPECT_EQ(count_of(figure.body, "class=\"one-band\""), 2u);
  EXPECT_EQ(count_of(figure.body, "class=\"two-band\""), 1u);
  EXPECT_THAT(figure.body, HasSubstr("held out accuracy"));
  EXPECT_THAT(figure.body, HasSubstr("over 2 trainings"));
  EXPECT_THAT(figure.body, HasSubstr(">2</text>"));  // epochs are whole
}

TEST(Figures, AttentionIsDrawnOverTheTimeOfTheVoice) {
  const PredictionTable table = by_hand();
  Illustration shown = make_illustration(table.rows[2]);
  EXPECT_THAT(attention_figure(table, shown, 1).body, HasSubstr("a, predicted as b (100.0 %)"));
  EXPECT_THAT(attention_figure(table, shown, 1).body, HasSubstr("data:image/png;base64,"));
  shown.attention.clear();
  EXPECT_THAT(attention_figure(table, shown, 1).body, HasSubstr("no attention"));
}

}  // namespace
}  // namespace emovox::evaluation
