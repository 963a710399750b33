// The paired t-test, and the effect size that goes with it.
#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>

#include "evaluation/differences.h"
#include "evaluation/paired_tests.h"

namespace emovox::evaluation {

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

std::optional<double> standardised_mean(const Moments& moments) {
  if (moments.has_spread) return moments.mean / moments.deviation;
  return moments.all_zero ? std::optional(0.0) : std::nullopt;
}

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

}  // namespace emovox::evaluation
