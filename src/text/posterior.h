// Posteriors: softmax, the most probable class, logarithms of probabilities. They are in this room
// because the rooms that make posteriors (model) and that judge them (evaluation) both see it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <ranges>
#include <span>

namespace emovox::text {

/// Probabilities below this are raised to it before a logarithm is taken: about the least positive
/// number that a float32 posterior can hold.
inline constexpr double kLeastProbability = 1e-38;

/// ln p, in nats, of a probability of at least kLeastProbability.
double log_probability(double probability);

/// score_c → exp(sharpness · score_c) / Σ_k exp(sharpness · score_k), in place. The sum is taken in
/// order, of powers of the distance to the highest score, which cannot overflow. `sharpness` is
/// 1 / temperature. There must be a score.
void softmax(std::span<double> scores, double sharpness = 1.0);

/// The index of the greatest of `values`, the first of equal ones. There must be a value.
template <std::ranges::forward_range Values>
std::size_t argmax(const Values& values) {
  return static_cast<std::size_t>(
      std::ranges::distance(std::ranges::begin(values), std::ranges::max_element(values)));
}

}  // namespace emovox::text
