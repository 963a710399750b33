// Two-sided tests of paired differences against the null hypothesis of no difference. The
// distributions come from Boost.Math. Where there is no pair, or no pair differs, p is 1 and the
// effect is 0. No result is NaN or infinite: such a value is left out. Pure functions, safe from
// many threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::evaluation {

/// The result of one test.
struct TestResult {
  std::string_view test;  // "paired t"
  std::string method;     // how p was computed: "exact", "normal approximation", …
  std::size_t pairs = 0;
  std::string_view statistic_name;  // "t"
  std::optional<double> statistic;  // nothing where it is infinite
  std::string_view effect_name;     // "d_z"
  std::optional<double> effect;     // positive: the second is better; nothing where infinite
  double p = 1.0;
  std::string remark;  // a remark on the pairs: "2 without difference"
};

/// Student's t of the mean: t = mean / (s / √n), n - 1 degrees of freedom; effect Cohen's
/// d_z = mean / s. Differences without spread: p is 1 where they are zero, else 0, without t and
/// d_z; one pair: p is 1, without them. Student, The probable error of a mean, Biometrika 6 (1908).
TestResult paired_t_test(std::span<const double> differences);

/// Signed ranks as scipy.stats.wilcoxon 1.17 by default: zeros are left out, ties get mean ranks, W
/// is the smaller of both rank sums. Exact (over all signs) for up to 50 pairs, of which none may
/// be tied or zero where there are more than 13; else the normal approximation with its variance
/// corrected for ties and no continuity correction. Effect: matched-pairs rank-biserial correlation
/// (W₊ - W₋) / (W₊ + W₋), Kerby, Comprehensive Psychology 3 (2014).
TestResult wilcoxon_test(std::span<const double> differences);

struct PermutationOptions {
  std::size_t exact_pairs = 20;  // all 2ⁿ signs are tried for up to this many pairs; at most 30
  std::size_t draws = 100000;    // random signs for more pairs: p = (as extreme + 1) / (draws + 1)
  std::uint64_t seed = 1;        // of the draws
};

/// Permutation test: random signs of the differences; the statistic is their mean, the effect d_z
/// as in the t-test. Throws invalid_argument on options out of range.
TestResult permutation_test(std::span<const double> differences,
                            const PermutationOptions& options = {});

/// Counts of utterances by which of two classifiers predicted them right.
struct Discordance {
  std::size_t pairs = 0;
  std::size_t only_second = 0;  // b
  std::size_t only_first = 0;   // c
};

/// Exact binomial test of b against b + c, each as likely; statistic b; effect the odds ratio b /
/// c, above 1 where the second is better, (b + ½) / (c + ½) where either is 0. McNemar,
/// Psychometrika 12 (1947).
TestResult mcnemar_test(const Discordance& counts);

/// p-values corrected for multiple tests, in their order. No value falls, and
/// the probability that any true null hypothesis is rejected stays below the level. Holm,
/// Scandinavian Journal of Statistics 6 (1979).
std::vector<double> holm(std::span<const double> p);

}  // namespace emovox::evaluation
