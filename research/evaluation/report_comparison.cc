#include "evaluation/report_comparison.h"

#include <array>
#include <cmath>
#include <optional>

#include "emovox/error.h"
#include "evaluation/attention_figure.h"
#include "evaluation/comparison.h"
#include "evaluation/curve_figures.h"
#include "evaluation/paper_results.h"
#include "evaluation/quantity.h"
#include "evaluation/report_sections.h"
#include "evaluation/score_figures.h"
#include "evaluation/tables.h"
#include "text/number.h"

namespace emovox::evaluation {

// --- Tables -------------------------------------------------------------------------------------

namespace {

std::string optional_text(const std::optional<double>& value) {
  if (!value) return "∞";
  return (*value < 0.0 ? "−" : "") + text::fixed_number(std::abs(*value), 3);
}

/// Percentage points with their sign: "-3.12".
std::string points(double share) {
  const std::string text = percent(std::abs(share));
  return (share < 0.0 ? "−" : "+") + text;
}

std::string pair_name(const Comparison& comparison) {
  return comparison.second + " against " + comparison.first;
}

void add_differences(Table& table, const Comparison& comparison) {
  for (const MetricDifference& difference : comparison.differences) {
    const std::string interval = difference.interval
                                     ? " [" + points(difference.interval->low) + ", " +
                                           points(difference.interval->high) + "]"
                                     : "";
    table.rows.push_back(
        {{pair_name(comparison), std::string(difference.metric), percent(difference.first),
          percent(difference.second), points(difference.difference) + interval}});
  }
}

void add_tests(Table& table, const Comparison& comparison) {
  for (const ComparisonTest& test : comparison.tests) {
    const TestResult& result = test.result;
    const std::string pair =
        std::string(test.pair) + (test.independent ? "" : " (not independent)");
    table.rows.push_back(
        {{pair_name(comparison), std::string(test.metric),
          std::string(result.test) + (result.method.empty() ? "" : ", " + result.method), pair,
          std::to_string(result.pairs),
          std::string(result.statistic_name) + " = " + optional_text(result.statistic),
          std::string(result.effect_name) + " = " + optional_text(result.effect), p_text(result.p),
          p_text(test.p_holm)}});
  }
}

/// p of the paired t-test over speakers, of WA or UA.
std::string t_test_p(const Comparison& comparison, std::string_view metric) {
  for (const ComparisonTest& test : comparison.tests) {
    if (test.pair == "speaker" && test.metric == metric && test.result.test == "paired t") {
      return p_text(test.result.p);
    }
  }
  return "";
}

std::vector<RunResults> results_of(std::span<const RunReport> runs) {
  std::vector<RunResults> results;
  for (const RunReport& run : runs) {
    results.push_back({run.description.title, run.description.track, run.table});
  }
  return results;
}

}  // namespace

std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : text::fixed_number(p, 4); }

ComparisonTables comparison_tables(std::span<const RunReport> runs) {
  ComparisonTables tables;
  std::vector<Comparison> comparisons;
  try {
    comparisons = compare_with_first(results_of(runs));
  } catch (const Error& error) {
    tables.refusal = error.what();
    return tables;
  }
  tables.differences = {"differences",
                        "How far the runs are apart: WA and UA in percent, differences in points "
                        "with their 95 % interval by bootstrap over speakers",
                        {{"runs", true}, {"metric", true}, {"first"}, {"second"}, {"difference"}},
                        {}};
  tables.tests = {"tests",
                  "Would chance do as much? Two-sided tests of paired differences; p (Holm) is "
                  "corrected for all tests of this table",
                  {{"runs", true},
                   {"metric", true},
                   {"test", true},
                   {"a pair is", true},
                   {"pairs"},
                   {"statistic"},
                   {"effect"},
                   {"p"},
                   {"p (Holm)"}},
                  {}};
  for (const Comparison& comparison : comparisons) {
    add_differences(tables.differences, comparison);
    add_tests(tables.tests, comparison);
    for (std::string& conclusion : conclusions(comparison))
      tables.conclusions.push_back(std::move(conclusion));
    tables.notes.insert(tables.notes.end(), comparison.notes.begin(), comparison.notes.end());
    tables.t_tests.push_back({t_test_p(comparison, "WA"), t_test_p(comparison, "UA")});
  }
  return tables;
}

// --- Pages --------------------------------------------------------------------------------------

namespace {

constexpr std::array<const char*, 3> kModels{"DBL-MM", "BiLSTM-1", "BiLSTM-2"};
constexpr std::array<const char*, 3> kFeatureSets{"log-mel and LLD", "log-mel", "LLD"};

const PublishedResults* published_for(std::span<const RunReport> runs) {
  return published_results(runs[0].description.corpus);
}

std::string corpus_name(std::span<const RunReport> runs) {
  const PublishedResults* published = published_for(runs);
  return published == nullptr ? "this corpus" : std::string(published->title);
}

/// Table III: the ablation. The paper's order, the whole model last.
Table ablation_table(std::span<const RunReport> runs) {
  const PublishedResults* published = published_for(runs);
  Table table{
      "table-3",
      "Table III. Model comparison on " + corpus_name(runs) + ", mean over folds, in percent",
      {{"model", true}, {"features", true}, {"WA"}, {"UA"}},
      {}};
  if (published) table.columns.insert(table.columns.end(), {{"WA, the paper"}, {"UA, the paper"}});
  for (const std::size_t i : {1u, 2u, 0u}) {
    TableRow row{{kModels[i], kFeatureSets[i], headline(runs[i].metrics, Headline::wa_mean_folds),
                  headline(runs[i].metrics, Headline::ua_mean_folds)},
                 i == 0,
                 runs[i].description.title};
    if (published) {
      row.cells.emplace_back(published_quantity(published->results[i].wa));
      row.cells.emplace_back(published_quantity(*published->results[i].ua));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Table IV: the paper gives only p; the caption of our table says what a pair is.
Table significance_table(std::span<const RunReport> runs, const ComparisonTables& compared) {
  const bool has_paper = published_for(runs) != nullptr;
  Table table{
      "table-4",
      "Table IV. Paired t-tests, two-sided; a pair is a speaker, whose metrics are averaged "
      "over seeds (" +
          std::to_string(runs[0].metrics.seeds.at(0).speakers.size()) + " pairs)",
      {{"models", true}, {"p, WA"}, {"p, UA"}},
      {}};
  if (has_paper) table.columns.push_back({"p, the paper (pairs unknown)"});
  for (std::size_t i = 0; i < compared.t_tests.size(); ++i) {
    TableRow row{{std::string(kModels[0]) + ", " + kModels[i + 1], compared.t_tests[i].wa,
                  compared.t_tests[i].ua}};
    if (has_paper) row.cells.emplace_back(std::string(kPaperPValue));
    table.rows.push_back(std::move(row));
  }
  return table;
}

/// Table V: other systems. Nothing if none are known.
std::optional<Table> others_table(std::span<const RunReport> runs) {
  const PublishedResults* published = published_for(runs);
  if (published == nullptr) return std::nullopt;
  Table table{
      "table-5",
      "Table V. Recognition accuracy of different methods on " + corpus_name(runs) + ", in percent",
      {{"method", true}, {"WA"}, {"UA"}},
      {}};
  const auto add = [&](const PublishedResult& result) {
    table.rows.push_back({{std::string(result.system), published_quantity(result.wa),
                           result.ua ? Cell(published_quantity(*result.ua)) : Cell()}});
  };
  for (const auto& result : published->results) {
    if (result.source == Source::others) add(result);
  }
  add(published->results[0]);
  const RunMetrics& metrics = runs[0].metrics;
  table.rows.push_back({{"DBL-MM (this run)", headline(metrics, Headline::wa_mean_folds),
                         headline(metrics, Headline::ua_mean_folds)},
                        true,
                        runs[0].description.title});
  if (metrics.ensemble) {
    table.rows.push_back({{"DBL-MM (this run), ensemble of its seeds",
                           ensemble_headline(metrics, Headline::wa_mean_folds),
                           ensemble_headline(metrics, Headline::ua_mean_folds)},
                          false,
                          runs[0].description.title});
  }
  return table;
}

void append_comparison(Html& html, const ComparisonTables& compared) {
  html.open("section", "id=\"comparison\"").element("h2", "Compared, pair by pair");
  if (!compared.refusal.empty()) {
    html.element("p", "The runs cannot be compared: " + compared.refusal);
  } else {
    for (const std::string& conclusion : compared.conclusions) html.element("p", conclusion);
    append_table(html, compared.differences);
    append_table(html, compared.tests);
    for (const std::string& note : compared.notes) html.element("p", note);
  }
  html.close("section");
}

/// In a table of several runs, each row belongs to one run.
void append_run_table(Html& html, std::span<const RunReport> runs) {
  append_table(html, side_by_side_table(runs));
  html.open("p").text("All metrics in percent." + spread_legend(runs[0].metrics)).close("p");
}

void append_figure_of_paper(Html& html, std::span<const RunReport> runs) {
  const PublishedResults* published = published_for(runs);
  const std::string name = published ? std::string(published->figure) + ". " : "";
  html.open("section", "data-run=\"" + escape_html(runs[0].description.title) + "\"");
  html.element("h2", "Confusion of DBL-MM");
  append_figure(
      html, confusion_figure(runs[0].metrics),
      name + "Confusion matrix of DBL-MM on " + corpus_name(runs) + ", all seeds together" +
          (published ? "; the last column below has the numbers of the paper's text." : "."));
  append_table(html, class_table(runs[0]));
  html.close("section");
}

}  // namespace

std::string reproduction_title(std::span<const RunReport> runs) {
  return "DBL-MM reproduced on " + corpus_name(runs);
}

void append_side_by_side(Html& html, std::span<const RunReport> runs) {
  html.element("h1", "Cross-validations");
  append_run_table(html, runs);
  append_comparison(html, comparison_tables(runs));
}

void append_reproduction(Html& html, std::span<const RunReport> runs) {
  const ComparisonTables compared = comparison_tables(runs);
  html.element("h1", reproduction_title(runs));
  html.open("p")
      .text(size_text(runs[0].metrics) + " ")
      .element("span", runs[0].description.track, "class=\"track\"")
      .close("p");
  append_table(html, ablation_table(runs));
  html.open("p").text("All metrics in percent." + spread_legend(runs[0].metrics)).close("p");
  if (compared.refusal.empty()) append_table(html, significance_table(runs, compared));
  if (const auto others = others_table(runs)) append_table(html, *others);
  append_figure_of_paper(html, runs);
  append_comparison(html, compared);
}

std::vector<Table> reproduction_tables(std::span<const RunReport> runs) {
  const ComparisonTables compared = comparison_tables(runs);
  std::vector<Table> tables{ablation_table(runs), side_by_side_table(runs)};
  if (compared.refusal.empty()) {
    tables.push_back(significance_table(runs, compared));
    tables.push_back(compared.differences);
    tables.push_back(compared.tests);
  }
  if (auto others = others_table(runs)) tables.push_back(std::move(*others));
  return tables;
}

}  // namespace emovox::evaluation
