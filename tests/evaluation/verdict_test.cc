#include <gmock/gmock.h>

#include "evaluation/comparison.h"
#include "evaluation/make_run.h"

namespace emovox::evaluation {
namespace {

using ::testing::ElementsAre;

ComparisonTest test_of(std::string_view figure, double p_holm, bool independent = true) {
  ComparisonTest test;
  test.figure = figure;
  test.p_holm = p_holm;
  test.independent = independent;
  return test;
}

TEST(Verdict, CountsTheTestsThatFindMoreThanChance) {
  Comparison comparison;
  comparison.first = "a";
  comparison.second = "b";
  comparison.differences = {{"WA, mean over speakers", 0.75, 0.781, 0.031, {}},
                            {"UA, mean over speakers", 0.75, 0.74, -0.01, {}}};
  comparison.tests = {test_of("WA", 0.049), test_of("WA", 0.05), test_of("WA", 0.01),
                      test_of("UA", 0.31), test_of("UA", 1.0)};
  EXPECT_THAT(verdicts(comparison),
              ElementsAre("WA: b is 3.10 points above a; corrected p < 0.05 in 2 of 3 tests.",
                          "UA: a is 1.00 points above b; corrected p < 0.05 in none of 2 tests "
                          "(smallest 0.31): cannot be told from chance."));
}

TEST(Verdict, HearsNoTestWhosePairsAreNotIndependent) {
  Comparison comparison;
  comparison.first = "a";
  comparison.second = "b";
  comparison.differences = {{"WA, mean over speakers", 0.75, 0.781, 0.031, {}}};
  comparison.tests = {test_of("WA", 0.6), test_of("WA", 0.7), test_of("WA", 0.001, false)};
  EXPECT_THAT(verdicts(comparison),
              ElementsAre("WA: b is 3.10 points above a; corrected p < 0.05 in none of 2 tests "
                          "(smallest 0.60): cannot be told from chance."));
}

TEST(Verdict, OfARunWithItselfIsEqual) {
  EXPECT_THAT(verdicts(compare_runs(make_run("a", 1), make_run("b", 1))),
              ElementsAre("WA: a and b are equal; corrected p < 0.05 in none of 4 tests "
                          "(smallest 1.00): cannot be told from chance.",
                          "UA: a and b are equal; corrected p < 0.05 in none of 3 tests "
                          "(smallest 1.00): cannot be told from chance."));
}

TEST(Verdict, OfAMuchBetterRunSaysSo) {
  const auto lines =
      verdicts(compare_runs(make_run("a", 1, {.skill = 30}), make_run("b", 2, {.skill = 95})));
  EXPECT_THAT(lines[0], ::testing::StartsWith("WA: b is "));
  EXPECT_THAT(lines[0],
              ::testing::HasSubstr("points above a; corrected p < 0.05 in 4 of 4 tests."));
  EXPECT_THAT(lines[1], ::testing::HasSubstr("in 3 of 3 tests."));
}

}  // namespace
}  // namespace emovox::evaluation
