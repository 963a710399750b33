#include "evaluation/report.h"

#include <gmock/gmock.h>

#include "evaluation/make_table.h"

namespace emovox::evaluation {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string report(const PredictionTable& table, const RunDescription& description = {}) {
  return report_html(table, compute_metrics(table), description);
}

TEST(Report, TellsTheFiguresTheTrackAndTheSize) {
  const std::string html = report(by_hand());
  EXPECT_THAT(html, HasSubstr("<b>67.50</b>"));
  EXPECT_THAT(html, HasSubstr("<b>69.44</b>"));
  EXPECT_THAT(html, HasSubstr("<b>66.67</b>"));
  EXPECT_THAT(html, HasSubstr("<b>63.89</b>"));
  EXPECT_THAT(html, HasSubstr("speaker-independent"));
  EXPECT_THAT(html, HasSubstr("9 utterances of 2 speakers, 2 folds, 1 seed."));
  EXPECT_THAT(html, Not(HasSubstr("±")));
}

TEST(Report, ShowsTheConfusionInCountsAndRowPercentages) {
  const std::string html = report(by_hand());
  EXPECT_THAT(html, HasSubstr("--share:0.7500\">3<small>75.0 %</small>"));
  EXPECT_THAT(html, HasSubstr("--share:0.6667\">2<small>66.7 %</small>"));
}

TEST(Report, SpreadsOverSeeds) {
  PredictionTable table = by_hand();
  for (PredictionRow copy : by_hand().rows) {
    copy.seed = 1;
    copy.predicted = copy.emotion;
    table.rows.push_back(copy);
  }
  const std::string html = report(table);
  EXPECT_THAT(html, HasSubstr("83.33<small> ± 23.57</small>"));
  EXPECT_THAT(html, HasSubstr("counts are summed over seeds"));
}

TEST(Report, PutsThePapersFiguresBesideOursWhereThereAreSome) {
  RunDescription description;
  EXPECT_THAT(report(by_hand(), description), Not(HasSubstr("published")));
  description.corpus = "emodb";
  EXPECT_THAT(report(by_hand(), description), HasSubstr("84.87</td>\n<td>83.35"));
  description.corpus = "savee";
  EXPECT_THAT(report(by_hand(), description), HasSubstr("60.63</td>\n<td>57.62"));
  EXPECT_THAT(report(by_hand(), description), HasSubstr("44.18</td>\n<td>–"));
}

TEST(Report, ShowsFoldsOnceWhereEachIsASpeaker) {
  EXPECT_THAT(report(by_hand()), HasSubstr("By speaker, each a fold"));
  EXPECT_THAT(report(by_hand()), Not(HasSubstr("By fold")));
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.speaker += row.file;
  EXPECT_THAT(report(table), HasSubstr("By fold"));
}

TEST(Report, LetsNoDataBecomeMarkup) {
  const std::string evil = "<script>alert('x')</script>\"&";
  PredictionTable table{{evil, "b"}, {}};
  PredictionRow bad = row(table, evil, evil, "b");
  table.rows = {bad};
  RunDescription description{evil, evil, "emodb", evil};
  const std::string html = report(table, description);
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
}

TEST(Report, NeedsNoNetwork) {
  const std::string html = report(by_hand());
  for (const char* word : {"http://", "https://", "<link", "<img", "@import", "url(", "src="}) {
    EXPECT_THAT(html, Not(HasSubstr(word)));
  }
}

TEST(Report, SaysThatThereIsNoMistake) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.predicted = row.emotion;
  EXPECT_THAT(report(table), HasSubstr("There is none."));
}

}  // namespace
}  // namespace emovox::evaluation
