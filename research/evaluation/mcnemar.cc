// McNemar's test of two classifiers on the same things, and Holm's correction for several tests.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>

#include "evaluation/paired_tests.h"

namespace emovox::evaluation {

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
