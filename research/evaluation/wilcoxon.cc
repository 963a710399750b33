// The Wilcoxon signed-rank test. Ranks are counted in halves, so that the mean rank of ties is
// whole and the exact distribution is a table: after each rank r, share[s] = (share[s] + share[s -
// r]) / 2.
#include <algorithm>
#include <boost/math/distributions/normal.hpp>
#include <cmath>

#include "evaluation/paired_tests.h"

namespace emovox::evaluation {
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

}  // namespace emovox::evaluation
