#include "evaluation/paired_tests.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <random>

#include "emovox/error.h"

namespace emovox::evaluation {

// --- Moments of the differences, and the paired t-test ------------------------------------------

namespace {

/// A spread below this share of the largest difference is rounding, not evidence.
constexpr double kRounding = 1e-12;

struct Moments {
  double mean = 0.0;
  double deviation = 0.0;   // sample standard deviation
  bool has_spread = false;  // whether the deviation is more than rounding
  bool all_zero = true;
};

Moments moments_of(std::span<const double> differences) {
  Moments moments;
  if (differences.empty()) return moments;
  const auto count = static_cast<double>(differences.size());
  double largest = 0.0;
  for (const double difference : differences) {
    moments.mean += difference;
    largest = std::max(largest, std::abs(difference));
  }
  moments.mean /= count;
  double squares = 0.0;
  for (const double difference : differences) {
    squares += (difference - moments.mean) * (difference - moments.mean);
  }
  if (differences.size() > 1) moments.deviation = std::sqrt(squares / (count - 1.0));
  moments.has_spread = moments.deviation > kRounding * largest;
  moments.all_zero = largest == 0.0;
  return moments;
}

/// Cohen's d_z = mean / deviation: 0 where all differences are zero, nothing where they are equal.
std::optional<double> standardised_mean(const Moments& moments) {
  if (moments.has_spread) return moments.mean / moments.deviation;
  return moments.all_zero ? std::optional(0.0) : std::nullopt;
}

}  // namespace

TestResult paired_t_test(std::span<const double> differences) {
  const std::size_t pairs = differences.size();
  const Moments moments = moments_of(differences);
  TestResult result;
  result.test = "paired t";
  result.pairs = pairs;
  result.statistic_name = "t";
  result.effect_name = "d_z";
  result.effect = standardised_mean(moments);
  if (result.effect) result.statistic = *result.effect * std::sqrt(static_cast<double>(pairs));
  result.method = "Student's t, " + std::to_string(pairs > 0 ? pairs - 1 : 0) + " df";
  if (moments.has_spread) {
    const boost::math::students_t student(static_cast<double>(pairs - 1));
    result.p = 2.0 * cdf(complement(student, std::abs(*result.statistic)));
  } else if (pairs > 1 && !moments.all_zero) {
    result.p = 0.0;
    result.remark = std::string("all differences are equal");
  }
  return result;
}

// --- The Wilcoxon signed-rank test --------------------------------------------------------------

namespace {

constexpr std::size_t kExactPairs = 50;
constexpr std::size_t kExactTiedPairs = 13;

struct SignedRanks {
  std::vector<std::size_t> half_ranks;  // twice the rank, of the pairs with a difference
  std::size_t plus = 0;                 // sum of those of positive differences
  std::size_t all = 0;                  // sum of all
  double tie_correction = 0.0;          // Σ t³ - t over groups of t ties
  bool tied = false;
};

SignedRanks rank(std::span<const double> differences) {
  std::vector<double> values;
  for (const double difference : differences) {
    if (difference != 0.0) values.push_back(difference);
  }
  const auto nearer = [](double a, double b) { return std::abs(a) < std::abs(b); };
  std::sort(values.begin(), values.end(), nearer);
  SignedRanks ranks;
  for (std::size_t first = 0; first < values.size();) {
    std::size_t end = first;
    while (end < values.size() && std::abs(values[end]) == std::abs(values[first])) ++end;
    const std::size_t half_rank = first + 1 + end;  // twice the mean of first + 1 … end
    for (std::size_t i = first; i < end; ++i) {
      ranks.half_ranks.push_back(half_rank);
      ranks.all += half_rank;
      if (values[i] > 0.0) ranks.plus += half_rank;
    }
    const auto ties = static_cast<double>(end - first);
    ranks.tie_correction += ties * ties * ties - ties;
    ranks.tied = ranks.tied || end - first > 1;
    first = end;
  }
  return ranks;
}

double exact_p(const SignedRanks& ranks) {
  std::vector<double> share(ranks.all + 1, 0.0);
  share[0] = 1.0;
  for (const std::size_t r : ranks.half_ranks) {
    for (std::size_t sum = share.size(); sum-- > 0;) {
      share[sum] = 0.5 * (share[sum] + (sum >= r ? share[sum - r] : 0.0));
    }
  }
  const std::size_t smaller = std::min(ranks.plus, ranks.all - ranks.plus);
  double tail = 0.0;  // the distribution is symmetric
  for (std::size_t sum = 0; sum <= smaller; ++sum) tail += share[sum];
  return std::min(1.0, 2.0 * tail);
}

double normal_p(const SignedRanks& ranks) {
  const auto n = static_cast<double>(ranks.half_ranks.size());
  const double mean = n * (n + 1.0) / 4.0;
  const double variance = (n * (n + 1.0) * (2.0 * n + 1.0) - ranks.tie_correction / 2.0) / 24.0;
  const double z = (static_cast<double>(ranks.plus) / 2.0 - mean) / std::sqrt(variance);
  return 2.0 * cdf(complement(boost::math::normal(), std::abs(z)));
}

std::string remark_on(std::size_t zeros, bool tied) {
  std::string remark;
  if (zeros > 0) remark = std::to_string(zeros) + " without difference";
  if (tied) remark += remark.empty() ? "ties" : ", ties";
  return remark;
}

}  // namespace

TestResult wilcoxon_test(std::span<const double> differences) {
  const SignedRanks ranks = rank(differences);
  const std::size_t zeros = differences.size() - ranks.half_ranks.size();
  const bool plain = zeros == 0 && !ranks.tied;
  const bool exact = differences.size() <= (plain ? kExactPairs : kExactTiedPairs);
  TestResult result;
  result.test = "Wilcoxon signed-rank";
  result.method = std::string(exact ? "exact" : "normal approximation");
  result.pairs = differences.size();
  result.statistic_name = "W";
  result.statistic = static_cast<double>(std::min(ranks.plus, ranks.all - ranks.plus)) / 2.0;
  result.effect_name = "rank-biserial r";
  result.effect = 0.0;
  result.remark = remark_on(zeros, ranks.tied);
  if (ranks.all == 0) return result;
  const auto plus = static_cast<double>(ranks.plus);
  const auto all = static_cast<double>(ranks.all);
  result.effect = (2.0 * plus - all) / all;
  result.p = exact ? exact_p(ranks) : normal_p(ranks);
  return result;
}

// --- The permutation test -----------------------------------------------------------------------

namespace {

constexpr std::size_t kMostExactPairs = 30;  // 2³⁰ sums take seconds

void validate(const PermutationOptions& options) {
  if (options.exact_pairs > kMostExactPairs) {
    throw Error(ErrorCode::invalid_argument, "permutation test",
                std::to_string(options.exact_pairs) + " exact pairs", "must be at most 30");
  }
  if (options.draws > 0) return;
  throw Error(ErrorCode::invalid_argument, "permutation test", "0 draws", "must be at least 1");
}

/// Compares the sums of differences with other signs with the observed sum.
class Flips {
 public:
  explicit Flips(std::span<const double> differences) : differences_(differences) {
    double seen = 0.0;
    double size = 0.0;
    for (const double difference : differences) {
      seen += difference;
      size += std::abs(difference);
    }
    extreme_ = std::abs(seen) - kRounding * size;
  }

  bool is_extreme(double sum) const { return std::abs(sum) >= extreme_; }

  /// The number of sign combinations from the i-th difference on whose sum is as extreme as the
  /// observed one.
  std::size_t count_extreme(std::size_t i, double sum) const {
    if (i == differences_.size()) return is_extreme(sum) ? 1 : 0;
    return count_extreme(i + 1, sum + differences_[i]) +
           count_extreme(i + 1, sum - differences_[i]);
  }

  double random_sum(std::mt19937_64& random) const {
    double sum = 0.0;
    std::uint64_t signs = 0;
    for (std::size_t i = 0; i < differences_.size(); ++i) {
      signs = i % 64 == 0 ? random() : signs >> 1;
      sum += signs & 1 ? differences_[i] : -differences_[i];
    }
    return sum;
  }

 private:
  std::span<const double> differences_;
  double extreme_ = 0.0;
};

double drawn_p(const Flips& flips, const PermutationOptions& options) {
  std::mt19937_64 random(options.seed);
  std::size_t extreme = 0;
  for (std::size_t i = 0; i < options.draws; ++i) {
    if (flips.is_extreme(flips.random_sum(random))) ++extreme;
  }
  return static_cast<double>(extreme + 1) / static_cast<double>(options.draws + 1);
}

}  // namespace

TestResult permutation_test(std::span<const double> differences,
                            const PermutationOptions& options) {
  validate(options);
  const std::size_t pairs = differences.size();
  const bool exact = pairs <= options.exact_pairs;
  const Flips flips(differences);
  const Moments moments = moments_of(differences);
  TestResult result;
  result.test = "permutation (sign flips)";
  result.method = exact ? "exact" : "Monte Carlo, " + std::to_string(options.draws) + " draws";
  result.pairs = pairs;
  result.statistic_name = "mean";
  result.statistic = moments.mean;
  result.effect_name = "d_z";
  result.effect = standardised_mean(moments);
  result.p =
      exact ? std::ldexp(static_cast<double>(flips.count_extreme(0, 0.0)), -static_cast<int>(pairs))
            : drawn_p(flips, options);
  return result;
}

// --- McNemar's test and Holm's correction -------------------------------------------------------

TestResult mcnemar_test(const Discordance& counts) {
  const auto b = static_cast<double>(counts.only_second);
  const auto c = static_cast<double>(counts.only_first);
  const double half = b > 0.0 && c > 0.0 ? 0.0 : 0.5;
  TestResult result;
  result.test = "McNemar";
  result.method = std::string("exact");
  result.pairs = counts.pairs;
  result.statistic_name = "b";
  result.statistic = b;
  result.effect_name = "odds ratio";
  result.effect = (b + half) / (c + half);
  result.remark = "right alone: second " + std::to_string(counts.only_second) + ", first " +
                  std::to_string(counts.only_first);
  if (b + c > 0.0) {
    const boost::math::binomial coin(b + c, 0.5);
    result.p = std::min(1.0, 2.0 * cdf(coin, std::min(b, c)));
  }
  return result;
}

std::vector<double> holm(std::span<const double> p) {
  std::vector<std::size_t> order(p.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t i, std::size_t j) { return p[i] < p[j]; });
  std::vector<double> corrected(p.size());
  double least = 0.0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    least = std::max(least, std::min(1.0, static_cast<double>(p.size() - i) * p[order[i]]));
    corrected[order[i]] = least;
  }
  return corrected;
}

}  // namespace emovox::evaluation
