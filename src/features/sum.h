// Sums in a fixed order: four accumulators, so that additions overlap, and the same bits every
// time.
#pragma once

#include <cstddef>

namespace emovox::features {

/// Σ term(i) for i in [0, count).
template <class Term>
double sum(std::size_t count, Term term) {
  double lanes[4] = {0.0, 0.0, 0.0, 0.0};
  std::size_t i = 0;
  for (; i + 4 <= count; i += 4) {
    for (std::size_t lane = 0; lane < 4; ++lane) lanes[lane] += term(i + lane);
  }
  for (; i < count; ++i) lanes[0] += term(i);
  return (lanes[0] + lanes[1]) + (lanes[2] + lanes[3]);
}

}  // namespace emovox::features
