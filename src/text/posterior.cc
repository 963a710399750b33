#include "text/posterior.h"

#include <cmath>

namespace emovox::text {

double log_probability(double probability) {
  return std::log(std::max(probability, kLeastProbability));
}

void softmax(std::span<double> scores, double sharpness) {
  const double highest = scores[argmax(scores)];
  double sum = 0.0;
  for (double& score : scores) sum += score = std::exp(sharpness * (score - highest));
  for (double& score : scores) score /= sum;
}

}  // namespace emovox::text
