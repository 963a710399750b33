#include "evaluation/comparison.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "evaluation/bootstrap.h"
#include "evaluation/ensemble.h"
#include "evaluation/make_run.h"
#include "expect_error.h"

namespace emovox::evaluation {

namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

ComparisonTest find(const Comparison& comparison, std::string_view test, std::string_view metric) {
  for (const ComparisonTest& one : comparison.tests) {
    if (one.result.test == test && one.metric == metric) return one;
  }
  throw std::out_of_range("no such test");
}

/// The speakers' metrics, averaged over seeds, computed directly from the rows.
std::vector<double> wa_of_speakers(const RunResults& run, std::size_t speakers) {
  std::vector<double> right(speakers, 0.0), all(speakers, 0.0);
  for (const PredictionRow& row : run.table.rows) {
    const std::size_t speaker = row.speaker[1] - '0';
    all[speaker] += 1.0;
    right[speaker] += row.predicted == row.emotion ? 1.0 : 0.0;
  }
  for (std::size_t i = 0; i < speakers; ++i) right[i] /= all[i];
  return right;
}

TEST(Comparison, PairsSpeakers) {
  const RunResults first = make_run("first", 1), second = make_run("second", 2, {.skill = 85});
  const Comparison comparison = compare_runs(first, second);
  const auto before = wa_of_speakers(first, 8), after = wa_of_speakers(second, 8);
  std::vector<double> change;
  for (std::size_t i = 0; i < 8; ++i) change.push_back(after[i] - before[i]);
  const ComparisonTest t = find(comparison, "paired t", "WA");
  EXPECT_EQ(t.pair, "speaker");
  EXPECT_EQ(t.result.pairs, 8u);
  EXPECT_TRUE(t.independent);
  EXPECT_NEAR(t.result.p, paired_t_test(change).p, 1e-9);
  EXPECT_GT(*t.result.effect, 0.0);
  EXPECT_EQ(find(comparison, "Wilcoxon signed-rank", "UA").result.pairs, 8u);
  EXPECT_EQ(find(comparison, "permutation (sign flips)", "UA").result.method, "exact");
  const MetricDifference& wa = comparison.differences.at(0);
  EXPECT_EQ(wa.metric, "WA, mean over speakers");
  EXPECT_NEAR(wa.difference, spread(change).mean, 1e-12);
  EXPECT_NEAR(wa.second - wa.first, wa.difference, 1e-15);
  EXPECT_NEAR(wa.interval->low, bootstrap_mean(change)->low, 1e-9);
  EXPECT_EQ(comparison.differences.at(1).metric, "UA, mean over speakers");
}

TEST(Comparison, CountsEachUtteranceOnceInMcNemarsTest) {
  const RunResults first = make_run("first", 1), second = make_run("second", 2);
  const ComparisonTest test = find(compare_runs(first, second), "McNemar", "WA");
  EXPECT_EQ(test.pair, "utterance");
  EXPECT_EQ(test.result.pairs, 96u);
  const auto before = seed_ensemble(first.table), after = seed_ensemble(second.table);
  double b = 0;
  for (std::size_t i = 0; i < 96; ++i) {
    const auto &one = before->rows[i], &other = after->rows[i];
    b += other.predicted == other.emotion && one.predicted != one.emotion;
  }
  EXPECT_EQ(test.result.statistic, b);
}

// Each speaker gains one utterance of ten, from 1, 2, … 6 right, except one who loses one: 0.2 -
// 0.1 is not 0.7 - 0.6 in floating point, but the same gain. Six ties have the mean rank 3.5.
TEST(Comparison, TreatsEqualDifferencesAsTies) {
  RunResults first{"first", "t", {{"a", "b"}, {}}};
  RunResults second{"second", "t", first.table};
  for (std::size_t i = 0; i < 60; ++i) {
    const std::size_t speaker = i / 10;
    const std::string name = std::to_string(speaker), file = std::to_string(i);
    const auto row = [&](std::size_t right) {
      const bool is = i % 10 < right;
      return PredictionRow{file, name, "a", name, 1, is ? "a" : "b", {is * 1.0, !is * 1.0}};
    };
    const bool loses = speaker == 1;
    first.table.rows.push_back(row(speaker + 1 + loses));
    second.table.rows.push_back(row(speaker + 1 + !loses));
  }
  const TestResult result = find(compare_runs(first, second), "Wilcoxon signed-rank", "WA").result;
  EXPECT_EQ(result.remark, "ties");
  EXPECT_EQ(result.statistic, 3.5);
}

TEST(Comparison, CountsDiscordantUtterancesOfASingleSeed) {
  const RunResults first = make_run("first", 1, {.seeds = 1, .skill = 100});
  RunResults second = first;
  for (std::size_t i = 0; i < 5; ++i) {
    second.table.rows[i].predicted = second.table.rows[i].emotion == "joy" ? "anger" : "joy";
  }
  const TestResult result = find(compare_runs(first, second), "McNemar", "WA").result;
  EXPECT_EQ(result.p, 2.0 / 32);
  EXPECT_LT(*result.effect, 1.0);
}

// The mean posterior of three seeds must not be compared with a single seed, over which it would
// win.
TEST(Comparison, UsesTheSameNumberOfSeedsOfBothRuns) {
  const RunResults three = make_run("three", 2, {.seeds = 3});
  RunResults one = three;
  std::erase_if(one.table.rows, [](const PredictionRow& row) { return row.seed != 1; });
  EXPECT_EQ(find(compare_runs(one, three), "McNemar", "WA").result.p, 1.0);
  EXPECT_EQ(find(compare_runs(three, one), "McNemar", "WA").result.statistic, 0.0);
}

TEST(Comparison, OfARunWithItselfFindsNoDifference) {
  const Comparison comparison = compare_runs(make_run("a", 1), make_run("b", 1));
  for (const ComparisonTest& test : comparison.tests) {
    EXPECT_EQ(test.result.p, 1.0) << test.result.test;
    EXPECT_EQ(test.p_holm, 1.0) << test.result.test;
  }
  EXPECT_EQ(comparison.differences[0].difference, 0.0);
  EXPECT_THAT(comparison.notes, IsEmpty());
}

TEST(Comparison, CorrectsForAllTestsOfTheResult) {
  const std::vector<RunResults> runs{make_run("a", 1), make_run("b", 2, {.skill = 90}),
                                     make_run("c", 3, {.skill = 95})};
  const auto both = compare_with_first(runs);
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[1].first, "a");
  EXPECT_EQ(both[1].second, "c");
  const Comparison alone = compare_runs(runs[0], runs[1]);
  EXPECT_EQ(alone.tests.size(), 7u);
  std::vector<double> p, found;
  for (const Comparison& comparison : both) {
    for (const ComparisonTest& test : comparison.tests) {
      p.push_back(test.result.p), found.push_back(test.p_holm);
    }
  }
  EXPECT_EQ(found, holm(p));
  EXPECT_GT(both[0].tests[0].p_holm, alone.tests[0].p_holm);
}

TEST(Comparison, MarksPairsThatAreNotIndependent) {
  const RunResults first = make_run("first", 1), second = make_run("second", 2);
  const Comparison comparison = compare_runs(first, second, {.seed_folds = true});
  ASSERT_EQ(comparison.tests.size(), 9u);
  const ComparisonTest& last = comparison.tests.back();
  EXPECT_EQ(last.pair, "seed × fold");
  EXPECT_EQ(last.result.pairs, 16u);
  EXPECT_FALSE(last.independent);
  const Comparison other = compare_runs(first, make_run("more", 2, {.seeds = 3}), {true});
  EXPECT_EQ(other.tests.size(), 7u);
  EXPECT_THAT(other.notes, Contains(HasSubstr("no pairs of seed × fold")));
}

TEST(Comparison, ReportsDifferencesInSeedsAndFolds) {
  const RunResults first = make_run("first", 1);
  EXPECT_THAT(compare_runs(first, make_run("more", 2, {.seeds = 3})).notes,
              Contains(HasSubstr("different numbers of seeds")));
  RunResults refolded = first;
  for (PredictionRow& row : refolded.table.rows) row.fold = "one";
  EXPECT_THAT(compare_runs(first, refolded).notes, Contains(HasSubstr("folds differ")));
  const RunShape few{.speakers = 4};
  EXPECT_THAT(compare_runs(make_run("a", 1, few), make_run("b", 2, few)).notes,
              Contains(HasSubstr("so few speakers")));
}

TEST(Comparison, DoesNotDependOnTheOrderOfRows) {
  const RunResults first = make_run("first", 1), second = make_run("second", 2);
  RunResults shuffled = second;
  std::shuffle(shuffled.table.rows.begin(), shuffled.table.rows.end(), std::mt19937_64(1));
  const Comparison one = compare_runs(first, second), other = compare_runs(first, shuffled);
  for (std::size_t i = 0; i < one.tests.size(); ++i) {
    EXPECT_EQ(one.tests[i].result.p, other.tests[i].result.p);
  }
}

TEST(Comparison, RefusesRunsThatCannotBeCompared) {
  const std::vector<RunResults> one{make_run("a", 1)};
  EXPECT_ERROR(compare_with_first(one), invalid_argument, "1 runs");
  RunResults torn = make_run("torn", 1);
  torn.table.rows.pop_back();
  EXPECT_ERROR(compare_runs(torn, torn), invalid_argument, "torn: its seeds predicted different");
}

}  // namespace

namespace {

using ::testing::ElementsAre;

ComparisonTest test_of(std::string_view metric, double p_holm, bool independent = true) {
  ComparisonTest test;
  test.metric = metric;
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
  EXPECT_THAT(conclusions(comparison),
              ElementsAre("WA: b is 3.10 points above a; corrected p < 0.05 in 2 of 3 tests.",
                          "UA: a is 1.00 points above b; corrected p < 0.05 in none of 2 tests "
                          "(smallest 0.31): not distinguishable from chance."));
}

TEST(Verdict, IgnoresTestsWithDependentPairs) {
  Comparison comparison;
  comparison.first = "a";
  comparison.second = "b";
  comparison.differences = {{"WA, mean over speakers", 0.75, 0.781, 0.031, {}}};
  comparison.tests = {test_of("WA", 0.6), test_of("WA", 0.7), test_of("WA", 0.001, false)};
  EXPECT_THAT(conclusions(comparison),
              ElementsAre("WA: b is 3.10 points above a; corrected p < 0.05 in none of 2 tests "
                          "(smallest 0.60): not distinguishable from chance."));
}

TEST(Verdict, OfARunWithItselfIsEqual) {
  EXPECT_THAT(conclusions(compare_runs(make_run("a", 1), make_run("b", 1))),
              ElementsAre("WA: a and b are equal; corrected p < 0.05 in none of 4 tests "
                          "(smallest 1.00): not distinguishable from chance.",
                          "UA: a and b are equal; corrected p < 0.05 in none of 3 tests "
                          "(smallest 1.00): not distinguishable from chance."));
}

TEST(Verdict, NamesAMuchBetterRun) {
  const auto lines =
      conclusions(compare_runs(make_run("a", 1, {.skill = 30}), make_run("b", 2, {.skill = 95})));
  EXPECT_THAT(lines[0], ::testing::StartsWith("WA: b is "));
  EXPECT_THAT(lines[0],
              ::testing::HasSubstr("points above a; corrected p < 0.05 in 4 of 4 tests."));
  EXPECT_THAT(lines[1], ::testing::HasSubstr("in 3 of 3 tests."));
}

}  // namespace

}  // namespace emovox::evaluation
