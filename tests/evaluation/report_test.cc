#include "evaluation/report.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "emovox/error.h"
#include "evaluation/make_report.h"
#include "evaluation/markup.h"
#include "evaluation/metrics_output.h"

namespace emovox::evaluation {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string report(const RunReport& run) { return report_html({&run, 1}); }

/// Three runs on the same utterances, for a reproduction.
std::vector<RunReport> three_runs() {
  std::vector<RunReport> runs;
  for (const char* title : {"DBL-MM", "BiLSTM-1", "BiLSTM-2"}) {
    PredictionTable table = paired_table(5);
    for (std::size_t i = 0; i < table.rows.size(); i += 3 + runs.size()) {
      PredictionRow& row = table.rows[i];
      row.predicted = table.labels[runs.size()];
      row.probabilities.assign(4, 0.0);
      row.probabilities[runs.size()] = 1.0;
    }
    runs.push_back(make_report(table, title));
  }
  return runs;
}

/// The number in metrics.json at a pointer of data-metric; * means the sum over seeds.
double number_at(const nlohmann::json& metrics, const std::string& pointer) {
  const auto star = pointer.find('*');
  if (star == std::string::npos) return metrics.at(nlohmann::json::json_pointer(pointer));
  double sum = 0.0;
  for (std::size_t i = 0; i < metrics["seeds"].size(); ++i) {
    sum +=
        number_at(metrics, pointer.substr(0, star) + std::to_string(i) + pointer.substr(star + 1));
  }
  return sum;
}

/// The expected text of a number: counts unchanged, shares in percent with as many decimals as
/// the page has.
std::string written(double value, const std::string& pointer, const std::string& text) {
  const bool raw = pointer.ends_with("/nll") || pointer.ends_with("/brier");
  if (pointer.find("/confusion/") != std::string::npos) return percent(value / 100.0, 0);
  if (raw) value /= 100.0;
  const auto dot = text.find('.');
  return percent(value, dot == std::string::npos ? 0 : static_cast<int>(text.size() - dot - 1));
}

/// Compares every traced number of a page with the metrics.json of its run; returns their count.
std::size_t expect_numbers_of(const std::string& html, std::span<const RunReport> runs) {
  const auto elements = testing::parse_markup(html);
  std::size_t count = 0;
  for (std::size_t i = 0; i < elements.size(); ++i) {
    if (!elements[i].has("data-metric")) continue;
    std::size_t owner = i;
    while (!elements[owner].has("data-run") && owner != 0) owner = elements[owner].parent;
    const std::string title =
        owner == 0 ? runs[0].description.title : elements[owner].attributes.at("data-run");
    for (const RunReport& run : runs) {
      if (run.description.title != title) continue;
      const auto metrics = nlohmann::json::parse(
          metrics_json(run.metrics, "t", seed_calibrations(run.table, run.calibrations)));
      const std::string& pointer = elements[i].attributes.at("data-metric");
      EXPECT_EQ(elements[i].text, written(number_at(metrics, pointer), pointer, elements[i].text))
          << title << " " << pointer;
      ++count;
    }
  }
  return count;
}

TEST(Report, NumbersEqualThoseOfMetricsJson) {
  const RunReport run = make_report(paired_table(1));
  // 6 metrics of 4 numbers, confusion, and more.
  EXPECT_GT(expect_numbers_of(report(run), {&run, 1}), 24u + 16u + 24u + 18u);
  const auto runs = three_runs();
  EXPECT_GT(expect_numbers_of(report_html(runs), runs), 250u);
  EXPECT_GT(expect_numbers_of(reproduction_html(runs), runs), 250u);
}

TEST(Report, ShowsCalibrationBeforeAndAfter) {
  RunReport run = make_report(paired_table(1));
  EXPECT_THAT(report(run), HasSubstr("not calibrated"));
  for (const std::uint64_t seed : {0u, 1u}) {
    for (const char* fold : {"A", "B", "C"}) run.calibrations.push_back({seed, fold, {1.5, 0.4}});
  }
  for (PredictionRow& row : run.table.rows) {
    for (double& p : row.probabilities) p = p > 0.5 ? 0.7 : 0.1;
  }
  run.metrics = compute_metrics(run.table);
  const std::string html = report(run);
  EXPECT_THAT(html, HasSubstr("temperatures from 1.50 to 1.50"));
  EXPECT_THAT(html, HasSubstr("Before calibration"));
  EXPECT_THAT(html, HasSubstr("/calibration/seeds/1/after/nll"));
  EXPECT_GT(expect_numbers_of(html, {&run, 1}), 98u);
}

TEST(Report, EscapesSlashesOfLabelsInJsonPointers) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) {
    row.speaker = "a/b~c " + row.speaker;
    if (row.emotion == "a") row.emotion = "x/y";
    if (row.predicted == "a") row.predicted = "x/y";
  }
  table.labels[0] = "x/y";
  const RunReport run = make_report(table);
  EXPECT_GT(expect_numbers_of(report(run), {&run, 1}), 30u);
}

TEST(Report, IsWellFormedAndHasNoDeadLinks) {
  const auto runs = three_runs();
  for (const std::string& html : {report(runs[0]), report_html(runs), reproduction_html(runs)}) {
    const auto elements = testing::parse_markup(html);
    EXPECT_FALSE(testing::has_double_ids(elements));
    std::size_t links = 0;
    for (const auto& element : elements) {
      if (!element.has("href") || element.tag != "a") continue;
      ++links;
      EXPECT_THAT(html, HasSubstr("id=\"" + element.attributes.at("href").substr(1) + "\""));
    }
    EXPECT_GE(links, 10u);
  }
}

TEST(Report, ShowsTheMetricsTheTrackAndTheSize) {
  RunReport run = make_report(by_hand());
  const std::string html = report(run);
  for (const char* number : {">67.50</span>", ">69.44</span>", ">66.67</span>", ">63.89</span>"}) {
    EXPECT_THAT(html, HasSubstr(number));
  }
  EXPECT_THAT(html, HasSubstr("speaker-independent"));
  EXPECT_THAT(html, HasSubstr("9 utterances of 2 speakers, 2 folds, 1 seed."));
  EXPECT_THAT(html, Not(HasSubstr("±")));
  EXPECT_THAT(html, HasSubstr("0123456789abcdef"));
}

TEST(Report, ExplainsSpreadAndIntervals) {
  PredictionTable table = by_hand();
  for (PredictionRow copy : by_hand().rows) {
    copy.seed = 1;
    copy.predicted = copy.emotion;
    table.rows.push_back(copy);
  }
  const std::string html = report(make_report(table));
  EXPECT_THAT(html, HasSubstr("23.57</span>"));
  EXPECT_THAT(html, HasSubstr("standard deviation over seeds"));
  EXPECT_THAT(html, HasSubstr("by bootstrap over the 2 speakers"));
  EXPECT_THAT(html, HasSubstr("counts are summed over seeds"));
}

TEST(Report, ShowsThePapersNumbersBesideOursWhereItHasSome) {
  RunReport run = make_report(by_hand());
  EXPECT_THAT(report(run), HasSubstr("<td>84.87</td>\n<td>83.35</td>"));
  run.description.corpus = "savee";
  EXPECT_THAT(report(run), HasSubstr("<td>60.63</td>\n<td>57.62</td>"));
  EXPECT_THAT(report(run), HasSubstr("<td>44.18</td>\n<td>–</td>"));
  run.description.corpus.clear();
  EXPECT_THAT(report(run), Not(HasSubstr("published")));
  EXPECT_THAT(report(run), Not(HasSubstr("the paper</th>")));
}

TEST(Report, OmitsTheTableByFoldIfEachFoldIsASpeaker) {
  EXPECT_THAT(report(make_report(by_hand())), HasSubstr("By speaker, each a fold"));
  EXPECT_THAT(report(make_report(by_hand())), Not(HasSubstr("By fold")));
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.speaker += row.file;
  EXPECT_THAT(report(make_report(table)), HasSubstr("By fold"));
}

TEST(Report, EscapesAllData) {
  const std::string evil = "<script>alert('x')</script>\"&";
  PredictionTable table{{evil, "b"}, {}};
  table.rows = {row(table, evil, evil, "b")};
  RunReport run = make_report(table, evil);
  run.description.track = run.description.config = run.no_illustrations = evil;
  run.description.checksums = {{evil, evil}};
  for (EpochMetrics& epoch : run.curves.epochs) epoch.fold = evil;
  run.curves.metrics = {evil, evil, evil};
  const std::string html = report(run);
  EXPECT_NO_THROW(testing::parse_markup(html));
  EXPECT_THAT(html, Not(HasSubstr("<script")));
  EXPECT_THAT(html, HasSubstr("&lt;script&gt;alert(&#39;x&#39;)"));
  const std::vector<RunReport> three(3, run);
  for (const std::string& page : {report_html(three), reproduction_html(three)}) {
    EXPECT_NO_THROW(testing::parse_markup(page));
    EXPECT_THAT(page, Not(HasSubstr("<script")));
  }
}

TEST(Report, NeedsNoNetworkAndNoScript) {
  const auto runs = three_runs();
  for (const std::string& html : {report(runs[0]), reproduction_html(runs)}) {
    for (const char* word :
         {"http://", "https://", "<link", "<img", "<script", "@import", "url(", "src="}) {
      EXPECT_THAT(html, Not(HasSubstr(word)));
    }
    EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  }
}

TEST(Report, MentionsMissingData) {
  PredictionTable table = by_hand();
  for (PredictionRow& row : table.rows) row.predicted = row.emotion;
  RunReport run = make_report(table);
  run.illustrations.clear();
  run.no_illustrations = "There are no pictures of utterances: no audio.";
  run.curves = {};
  const std::string html = report(run);
  EXPECT_THAT(html, HasSubstr("The run has no mistakes."));
  EXPECT_THAT(html, HasSubstr("There are no pictures of utterances: no audio."));
  EXPECT_THAT(html, Not(HasSubstr("Learning curves")));
}

TEST(Report, ComparesSeveralRunsOrExplainsWhyNot) {
  auto runs = three_runs();
  const std::string html = report_html(runs);
  EXPECT_THAT(html, HasSubstr("BiLSTM-1 against DBL-MM"));
  EXPECT_THAT(html, HasSubstr("McNemar"));
  EXPECT_THAT(html, HasSubstr("corrected p &lt; 0.05 in "));
  runs[1].table.rows.pop_back();
  EXPECT_THAT(report_html(runs), HasSubstr("The runs cannot be compared: "));
}

TEST(Reproduction, HasThePapersTablesWithOurNumbersBeside) {
  auto runs = three_runs();
  const std::string html = reproduction_html(runs);
  for (const char* words : {"Table III.", "Table IV.", "Table V.", "Figure 3.", "80.80", "70.05",
                            "&lt; 0.0001", "CNN-SRU", "&gt; 85", "95.32"}) {
    EXPECT_THAT(html, HasSubstr(words));
  }
  runs[0].description.corpus = "savee";
  EXPECT_THAT(reproduction_html(runs), HasSubstr("Figure 4."));
  EXPECT_THAT(reproduction_html(runs), HasSubstr("81.67"));
}

TEST(Reproduction, OmitsThePapersColumnsForOtherCorpora) {
  auto runs = three_runs();
  for (RunReport& run : runs) run.description.corpus.clear();
  const std::string html = reproduction_html(runs);
  EXPECT_THAT(html, HasSubstr("Table III."));
  EXPECT_THAT(html, Not(HasSubstr("the paper</th>")));
  EXPECT_THAT(html, Not(HasSubstr("Table V.")));
  EXPECT_THAT(html, Not(HasSubstr("Figure 3")));
}

TEST(Reproduction, NeedsThreeRuns) {
  const auto runs = three_runs();
  EXPECT_THROW(reproduction_html({runs.data(), 2}), Error);
  EXPECT_THROW(report_html({}), Error);
}

}  // namespace
}  // namespace emovox::evaluation
