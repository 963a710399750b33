#include "evaluation/comparison_files.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "evaluation/make_run.h"
#include "text/csv.h"
#include "text/number.h"

namespace emovox::evaluation {
namespace {

using nlohmann::json;

std::vector<Comparison> two() {
  const std::vector<RunResults> runs{make_run("a", 1), make_run("b, \"quoted\"", 2),
                                     make_run("c", 3)};
  return compare_with_first(runs);
}

TEST(ComparisonFiles, JsonHoldsEveryNumber) {
  const auto comparisons = two();
  const json all = json::parse(comparison_json(comparisons));
  EXPECT_EQ(all["tests_corrected_for"], 14);
  ASSERT_EQ(all["comparisons"].size(), 2u);
  const json& one = all["comparisons"][0];
  EXPECT_EQ(one["second"], "b, \"quoted\"");
  EXPECT_EQ(one["speakers"], 8);
  EXPECT_EQ(one["utterances"], 96);
  EXPECT_EQ(one["seeds_of_second"], 2);
  ASSERT_EQ(one["tests"].size(), 7u);
  for (std::size_t i = 0; i < 7; ++i) {
    const ComparisonTest& test = comparisons[0].tests[i];
    EXPECT_EQ(one["tests"][i]["test"], test.result.test);
    EXPECT_EQ(one["tests"][i]["n"], test.result.pairs);
    EXPECT_EQ(one["tests"][i]["p"], test.result.p);
    EXPECT_EQ(one["tests"][i]["p_holm"], test.p_holm);
    EXPECT_EQ(one["tests"][i]["statistic"], *test.result.statistic);
  }
  EXPECT_EQ(one["conclusions"].get<std::vector<std::string>>(), conclusions(comparisons[0]));
  EXPECT_EQ(one["differences"][0]["difference"], comparisons[0].differences[0].difference);
  EXPECT_EQ(one["differences"][0]["interval"][0], comparisons[0].differences[0].interval->low);
}

TEST(ComparisonFiles, CsvHasOneRowForEachTest) {
  const auto comparisons = two();
  const auto csv = text::parse_csv(comparison_csv(comparisons), "comparison");
  ASSERT_EQ(csv.rows.size(), 14u);
  const auto cell = [&](std::size_t row, const char* column) {
    return csv.rows[row].cells[csv.column(column)];
  };
  EXPECT_EQ(cell(0, "second"), "b, \"quoted\"");
  EXPECT_EQ(cell(7, "second"), "c");
  EXPECT_EQ(cell(6, "test"), "McNemar");
  EXPECT_EQ(cell(6, "pair"), "utterance");
  EXPECT_EQ(cell(6, "n"), "96");
  EXPECT_EQ(text::parse_number(cell(0, "p")), comparisons[0].tests[0].result.p);
  EXPECT_EQ(text::parse_number(cell(0, "effect")), comparisons[0].tests[0].result.effect);
}

TEST(ComparisonFiles, InfiniteValuesAreNullOrEmpty) {
  auto comparisons = two();
  comparisons[0].tests[0].result.statistic.reset();
  comparisons[0].tests[0].result.effect.reset();
  comparisons[0].differences[0].interval.reset();
  const json one = json::parse(comparison_json(comparisons))["comparisons"][0];
  EXPECT_TRUE(one["tests"][0]["statistic"].is_null());
  EXPECT_TRUE(one["tests"][0]["effect"].is_null());
  EXPECT_TRUE(one["differences"][0]["interval"].is_null());
  const auto csv = text::parse_csv(comparison_csv(comparisons), "comparison");
  EXPECT_EQ(csv.rows[0].cells[csv.column("statistic")], "");
}

}  // namespace
}  // namespace emovox::evaluation
