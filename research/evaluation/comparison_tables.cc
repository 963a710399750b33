#include "evaluation/comparison_tables.h"

#include <array>
#include <charconv>
#include <cmath>
#include <optional>

#include "emovox/error.h"
#include "evaluation/comparison.h"

namespace emovox::evaluation {
namespace {

std::string fixed(double value, int decimals) {
  std::array<char, 64> text{};
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), value,
                                          std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(text.data(), end) : "?";
}

std::string optional_text(const std::optional<double>& value) {
  if (!value) return "∞";
  return (*value < 0.0 ? "−" : "") + fixed(std::abs(*value), 3);
}

/// Points of percent with their sign: "-3.12".
std::string points(double share) {
  const std::string text = percent(std::abs(share));
  return (share < 0.0 ? "−" : "+") + text;
}

std::string pair_name(const Comparison& comparison) {
  return comparison.second + " against " + comparison.first;
}

void add_differences(Table& table, const Comparison& comparison) {
  for (const FigureDifference& difference : comparison.differences) {
    const std::string interval = difference.interval
                                     ? " [" + points(difference.interval->low) + ", " +
                                           points(difference.interval->high) + "]"
                                     : "";
    table.rows.push_back(
        {{pair_name(comparison), std::string(difference.figure), percent(difference.first),
          percent(difference.second), points(difference.difference) + interval}});
  }
}

void add_tests(Table& table, const Comparison& comparison) {
  for (const ComparisonTest& test : comparison.tests) {
    const TestResult& result = test.result;
    const std::string pair =
        std::string(test.pair) + (test.independent ? "" : " (not independent)");
    table.rows.push_back(
        {{pair_name(comparison), std::string(test.figure),
          std::string(result.test) + (result.method.empty() ? "" : ", " + result.method), pair,
          std::to_string(result.pairs),
          std::string(result.statistic_name) + " = " + optional_text(result.statistic),
          std::string(result.effect_name) + " = " + optional_text(result.effect), p_text(result.p),
          p_text(test.p_holm)}});
  }
}

/// p of the paired t-test over speakers, of WA or UA.
std::string t_test_p(const Comparison& comparison, std::string_view figure) {
  for (const ComparisonTest& test : comparison.tests) {
    if (test.pair == "speaker" && test.figure == figure && test.result.test == "paired t") {
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

std::string p_text(double p) { return p < 1e-4 ? "< 0.0001" : fixed(p, 4); }

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
                        {{"runs", true}, {"figure", true}, {"first"}, {"second"}, {"difference"}},
                        {}};
  tables.tests = {"tests",
                  "Would chance do as much? Two-sided tests of paired differences; p (Holm) is "
                  "corrected for all tests of this table",
                  {{"runs", true},
                   {"figure", true},
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
    for (std::string& verdict : verdicts(comparison)) tables.verdicts.push_back(std::move(verdict));
    tables.notes.insert(tables.notes.end(), comparison.notes.begin(), comparison.notes.end());
    tables.t_tests.push_back({t_test_p(comparison, "WA"), t_test_p(comparison, "UA")});
  }
  return tables;
}

}  // namespace emovox::evaluation
