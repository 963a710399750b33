#include "features/delta.h"

#include <gtest/gtest.h>

#include <cstddef>

namespace emovox::features {
namespace {

/// [frames, 2]: a function of time in column 0; column 1 is for its derivative.
template <class Function>
FrameMatrix sampled(std::size_t frames, Function function) {
  FrameMatrix matrix{{}, frames, 2};
  matrix.values.resize(frames * 2);
  for (std::size_t t = 0; t < frames; ++t) {
    matrix.frame(t)[0] = static_cast<float>(function(static_cast<double>(t)));
  }
  return matrix;
}

FrameMatrix derived(FrameMatrix matrix, Delta::Order order) {
  Delta(order, 9).apply(matrix, {.from = 0, .to = 1, .count = 1});
  return matrix;
}

TEST(Delta, OfALineIsItsSlopeUpToTheEdges) {
  const auto line =
      derived(sampled(20, [](double t) { return 3.0 * t - 7.0; }), Delta::Order::first);
  for (std::size_t t = 0; t < 20; ++t) EXPECT_NEAR(line.frame(t)[1], 3.0F, 1e-5F) << t;
}

TEST(Delta, SecondOfAParabolaIsTwiceItsLeadingFactorUpToTheEdges) {
  const auto curve = derived(sampled(20, [](double t) { return 0.5 * t * t - 7.0 * t + 2.0; }),
                             Delta::Order::second);
  for (std::size_t t = 0; t < 20; ++t) EXPECT_NEAR(curve.frame(t)[1], 1.0F, 1e-4F) << t;
}

// The slope over 9 frames of a parabola is that at their middle; edges have the last full window's.
TEST(Delta, EdgesTakeTheNearestFullWindow) {
  const auto curve = derived(sampled(12, [](double t) { return t * t; }), Delta::Order::first);
  for (std::size_t t = 0; t < 12; ++t) {
    const double middle = t < 4 ? 4.0 : t > 7 ? 7.0 : static_cast<double>(t);
    EXPECT_NEAR(curve.frame(t)[1], 2.0 * middle, 1e-4) << t;
  }
}

// Frames 0, 1 repeated to both sides: Σ i·y(i) / Σ i² = (1 + 2 + 3 + 4) / 60 at frame 0.
TEST(Delta, OfFewerFramesThanTheWindowRepeatsTheEdges) {
  const auto step = derived(sampled(2, [](double t) { return t; }), Delta::Order::first);
  EXPECT_NEAR(step.frame(0)[1], 10.0 / 60.0, 1e-6);
  EXPECT_NEAR(step.frame(1)[1], 10.0 / 60.0, 1e-6);
  const auto one = derived(sampled(1, [](double) { return 5.0; }), Delta::Order::second);
  EXPECT_NEAR(one.frame(0)[1], 0.0, 1e-6);
}

}  // namespace
}  // namespace emovox::features
