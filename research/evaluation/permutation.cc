// The permutation test of paired differences: under the null hypothesis each sign is as likely as
// the other.
#include <cmath>
#include <random>

#include "emovox/error.h"
#include "evaluation/differences.h"
#include "evaluation/paired_tests.h"

namespace emovox::evaluation {
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

/// Sums of differences with other signs, beside the one that is seen.
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

  /// How many of all signs from the i-th difference on are as extreme as what is seen.
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

}  // namespace emovox::evaluation
