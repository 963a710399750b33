#include "training/perturbation.h"

#include <algorithm>
#include <cmath>

namespace emovox::training {
namespace {

/// A random range of at most `share` of `size` positions: first and one past last.
std::pair<std::size_t, std::size_t> draw_range(std::size_t size, double share,
                                               std::mt19937_64& random) {
  const auto width = static_cast<std::size_t>(uniform(random) * share * static_cast<double>(size));
  const auto first =
      static_cast<std::size_t>(uniform(random) * static_cast<double>(size - width + 1));
  return {first, first + width};
}

/// A standard normal random number by the Box-Muller transform (std::normal_distribution differs
/// between libraries).
float normal(std::mt19937_64& random) {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform(random)));
  return static_cast<float>(radius * std::cos(2.0 * 3.14159265358979323846 * uniform(random)));
}

FrameMatrix range_of(const FrameMatrix& steps, std::size_t first, std::size_t count) {
  const auto begin = steps.values.begin() + static_cast<std::ptrdiff_t>(first * steps.dims);
  return {{begin, begin + static_cast<std::ptrdiff_t>(count * steps.dims)}, count, steps.dims};
}

}  // namespace

double uniform(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

void crop(std::vector<FrameMatrix>& feature_sets, const TrainingOptions& options,
          std::mt19937_64& random) {
  if (options.crop == 1.0) return;
  const std::size_t steps = feature_sets.front().frames;
  const double share = options.crop + (1.0 - options.crop) * uniform(random);
  const auto count = static_cast<std::size_t>(std::ceil(share * static_cast<double>(steps)));
  const auto first =
      static_cast<std::size_t>(uniform(random) * static_cast<double>(steps - count + 1));
  for (FrameMatrix& set : feature_sets) set = range_of(set, first, count);
}

double draw_share(double alpha, std::mt19937_64& random) {
  while (true) {
    const double x = std::pow(1.0 - uniform(random), 1.0 / alpha);
    const double y = std::pow(1.0 - uniform(random), 1.0 / alpha);
    if (x + y <= 1.0 && x + y > 0.0) return std::max(x, y) / (x + y);
  }
}

void perturb(FrameMatrix& steps, std::size_t bands, const TrainingOptions& options,
             std::mt19937_64& random) {
  if (options.input_noise > 0.0) {
    for (float& value : steps.values) {
      value += static_cast<float>(options.input_noise) * normal(random);
    }
  }
  if (options.time_mask > 0.0) {
    const auto [first, last] = draw_range(steps.frames, options.time_mask, random);
    for (std::size_t t = first; t < last; ++t) std::ranges::fill(steps.frame(t), 0.0f);
  }
  if (options.frequency_mask > 0.0 && bands > 0) {
    const auto [first, last] = draw_range(bands, options.frequency_mask, random);
    for (std::size_t t = 0; t < steps.frames; ++t) {
      for (std::size_t copy = 0; copy + bands <= steps.dims; copy += bands) {
        std::ranges::fill(steps.frame(t).subspan(copy + first, last - first), 0.0f);
      }
    }
  }
}

}  // namespace emovox::training
