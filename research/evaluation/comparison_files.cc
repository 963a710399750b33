#include "evaluation/comparison_files.h"

#include <nlohmann/json.hpp>

#include "text/csv.h"
#include "text/number.h"

namespace emovox::evaluation {
namespace {

using Json = nlohmann::ordered_json;

Json or_null(const std::optional<double>& value) { return value ? Json(*value) : Json(); }

std::string or_empty(const std::optional<double>& value) {
  return value ? text::number_text(*value) : std::string();
}

Json to_json(const MetricDifference& difference) {
  Json json{{"figure", difference.metric},
            {"first", difference.first},
            {"second", difference.second},
            {"difference", difference.difference},
            {"interval", nullptr}};
  if (const auto& interval = difference.interval) {
    json["interval"] = Json::array({interval->low, interval->high});
  }
  return json;
}

Json to_json(const ComparisonTest& test) {
  const TestResult& result = test.result;
  return {{"test", result.test},
          {"method", result.method},
          {"figure", test.metric},
          {"pair", test.pair},
          {"n", result.pairs},
          {"independent", test.independent},
          {"statistic_name", result.statistic_name},
          {"statistic", or_null(result.statistic)},
          {"effect_name", result.effect_name},
          {"effect", or_null(result.effect)},
          {"p", result.p},
          {"p_holm", test.p_holm},
          {"remark", result.remark}};
}

Json to_json(const Comparison& comparison);

template <class Things>
Json to_array(const Things& things) {
  Json array = Json::array();
  for (const auto& thing : things) array.push_back(to_json(thing));
  return array;
}

Json to_json(const Comparison& comparison) {
  return {{"first", comparison.first},
          {"second", comparison.second},
          {"track", comparison.track},
          {"speakers", comparison.speakers},
          {"utterances", comparison.utterances},
          {"seeds_of_first", comparison.seeds_of_first},
          {"seeds_of_second", comparison.seeds_of_second},
          {"differences", to_array(comparison.differences)},
          {"tests", to_array(comparison.tests)},
          {"conclusions", conclusions(comparison)},
          {"notes", comparison.notes}};
}

std::vector<std::string> cells_of(const Comparison& comparison, const ComparisonTest& test) {
  const TestResult& result = test.result;
  return {comparison.first,
          comparison.second,
          comparison.track,
          std::string(test.metric),
          std::string(result.test),
          result.method,
          std::string(test.pair),
          std::to_string(result.pairs),
          test.independent ? "yes" : "no",
          std::string(result.statistic_name),
          or_empty(result.statistic),
          std::string(result.effect_name),
          or_empty(result.effect),
          text::number_text(result.p),
          text::number_text(test.p_holm),
          result.remark};
}

}  // namespace

std::string comparison_json(std::span<const Comparison> comparisons) {
  std::size_t tests = 0;
  for (const Comparison& comparison : comparisons) tests += comparison.tests.size();
  const Json json{{"tests_corrected_for", tests}, {"comparisons", to_array(comparisons)}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string comparison_csv(std::span<const Comparison> comparisons) {
  std::string text;
  text::append_csv_row(
      text, {"first", "second", "track", "figure", "test", "method", "pair", "n", "independent",
             "statistic_name", "statistic", "effect_name", "effect", "p", "p_holm", "remark"});
  for (const Comparison& comparison : comparisons) {
    for (const ComparisonTest& test : comparison.tests) {
      text::append_csv_row(text, cells_of(comparison, test));
    }
  }
  return text;
}

}  // namespace emovox::evaluation
