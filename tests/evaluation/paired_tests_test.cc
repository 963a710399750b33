#include "evaluation/paired_tests.h"

#include <cmath>
#include <functional>
#include <random>

#include "expect_error.h"

namespace emovox::evaluation {
namespace {

using Values = std::vector<double>;

const Values kSome{0.125, -0.5, 0.25, 1.0, 0.75};

Values negated(Values values) {
  for (double& value : values) value = -value;
  return values;
}

/// The tests that take differences.
const std::vector<std::function<TestResult(const Values&)>> kTests{
    [](const Values& v) { return paired_t_test(v); },
    [](const Values& v) { return wilcoxon_test(v); },
    [](const Values& v) { return permutation_test(v); },
    [](const Values& v) { return permutation_test(v, {.exact_pairs = 0}); }};

TEST(PairedTests, AreTwoSidedWithASignedEffect) {
  for (const auto& test : kTests) {
    const TestResult one = test(kSome);
    const TestResult other = test(negated(kSome));
    EXPECT_NEAR(one.p, other.p, one.method.starts_with("Monte") ? 0.01 : 1e-15) << one.test;
    EXPECT_GT(*one.effect, 0.0) << one.test;
    EXPECT_DOUBLE_EQ(*one.effect, -*other.effect) << one.test;
    EXPECT_EQ(one.pairs, 5u) << one.test;
  }
}

TEST(PairedTests, GiveP1WithoutDifferences) {
  for (const auto& test : kTests) {
    for (const Values& values : {Values{}, Values{0.0}, Values(6, 0.0)}) {
      const TestResult result = test(values);
      EXPECT_EQ(result.p, 1.0) << result.test;
      EXPECT_EQ(result.effect, 0.0) << result.test;
      EXPECT_EQ(result.statistic, 0.0) << result.test;
    }
  }
}

TEST(PairedTests, GiveP1ForOnePair) {
  for (const auto& test : kTests) {
    const TestResult result = test({0.5});
    EXPECT_EQ(result.p, 1.0) << result.test;
    EXPECT_TRUE(std::isfinite(result.effect.value_or(0.0))) << result.test;
    EXPECT_TRUE(std::isfinite(result.statistic.value_or(0.0))) << result.test;
  }
}

// Rounded sums of 0.1 differ slightly; this must not count as a spread.
TEST(PairedTests, TreatEqualDifferencesAsTies) {
  const Values equal{0.8 - 0.7, 0.7 - 0.6, 0.4 - 0.3, 0.1};
  const TestResult t = paired_t_test(equal);
  EXPECT_FALSE(t.statistic);
  EXPECT_FALSE(t.effect);
  EXPECT_EQ(t.p, 0.0);
  EXPECT_EQ(t.remark, "all differences are equal");
  EXPECT_EQ(permutation_test(equal).p, 2.0 / 16);
}

// All 2³ signs of 1, 2, 3: sums 6, 4, 2, 0, 0, -2, -4, -6.
TEST(Permutation, CountsSignCombinations) {
  EXPECT_EQ(permutation_test(Values{1.0, 2.0, 3.0}).p, 2.0 / 8);
  EXPECT_EQ(permutation_test(Values{-1.0, 2.0, 3.0}).p, 4.0 / 8);
  EXPECT_EQ(permutation_test(Values{1.0, 2.0, -3.0}).p, 1.0);
}

// The sum of -9, -9, -3, 9 is -12; ten of its sixteen sums are that far from zero, six where the
// tenths are added in floating point.
TEST(Permutation, IgnoresRoundingErrors) {
  EXPECT_EQ(permutation_test(Values{-0.9, -0.9, -0.3, 0.9}).p, 10.0 / 16);
  EXPECT_EQ(permutation_test(Values{-9, -9, -3, 9}).p, 10.0 / 16);
}

TEST(Permutation, RandomSignsApproachTheExactP) {
  std::mt19937_64 random(4);
  Values values;
  for (int i = 0; i < 16; ++i) values.push_back(static_cast<double>(random() % 200) / 100.0 - 0.7);
  const double exact = permutation_test(values).p;
  const TestResult drawn = permutation_test(values, {.exact_pairs = 15});
  EXPECT_EQ(drawn.method, "Monte Carlo, 100000 draws");
  const double deviation = std::sqrt(exact * (1.0 - exact) / 100000.0);
  EXPECT_NEAR(drawn.p, exact, 4.0 * deviation);
  EXPECT_EQ(drawn.p, permutation_test(values, {.exact_pairs = 15}).p);
}

TEST(Permutation, HandlesMoreThan64Pairs) {
  Values values(150, 0.0);
  for (std::size_t i = 64; i < 150; ++i) values[i] = i % 2 == 0 ? 1.0 : -1.0;
  values[149] = 1.0;  // sum 2 of 86 signs: p is about 0.9
  const double p = permutation_test(values).p;
  EXPECT_GT(p, 0.85);
  EXPECT_LT(p, 0.95);
  EXPECT_EQ(permutation_test(Values(150, 1.0)).p, 1.0 / 100001);
}

TEST(Permutation, RefusesInvalidOptions) {
  EXPECT_ERROR(permutation_test(kSome, {.exact_pairs = 31}), invalid_argument, "31 exact pairs");
  EXPECT_ERROR(permutation_test(kSome, {.draws = 0}), invalid_argument, "0 draws");
}

TEST(Wilcoxon, ReportsOmittedPairsAndMethod) {
  EXPECT_EQ(wilcoxon_test(kSome).remark, "");
  EXPECT_EQ(wilcoxon_test(Values{1.0, 0.0, 0.0, -2.0}).remark, "2 without difference");
  const TestResult tied = wilcoxon_test(Values{1.0, 1.0, 0.0, -2.0});
  EXPECT_EQ(tied.remark, "1 without difference, ties");
  EXPECT_EQ(tied.method, "exact");
  EXPECT_EQ(wilcoxon_test(Values(14, 1.0)).method, "normal approximation");
}

TEST(McNemar, CountsUtterancesThatOnlyOneRunPredictsRight) {
  const TestResult result = mcnemar_test({100, 9, 3});
  EXPECT_EQ(result.pairs, 100u);
  EXPECT_EQ(result.statistic, 9.0);
  EXPECT_EQ(result.effect, 3.0);
  EXPECT_EQ(result.remark, "right alone: second 9, first 3");
}

TEST(McNemar, IsFiniteWithoutDiscordantPairs) {
  const TestResult none = mcnemar_test({100, 0, 0});
  EXPECT_EQ(none.p, 1.0);
  EXPECT_EQ(none.effect, 1.0);
  EXPECT_EQ(mcnemar_test({100, 4, 0}).effect, 9.0);
  EXPECT_EQ(mcnemar_test({100, 4, 0}).p, 2.0 / 16);
}

TEST(Holm, KeepsOrderAndNeverLowers) {
  EXPECT_TRUE(holm({}).empty());
  const Values p{0.25, 0.0625, 0.125};
  EXPECT_EQ(holm(p), (Values{0.25, 0.1875, 0.25}));
}

}  // namespace
}  // namespace emovox::evaluation
