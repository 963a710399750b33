#include "features/delta.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <random>
#include <span>
#include <vector>

#include "kernels/every_target.h"

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

TEST(Delta, OfALineIsItsSlope) {
  const auto line =
      derived(sampled(20, [](double t) { return 3.0 * t - 7.0; }), Delta::Order::first);
  for (std::size_t t = 0; t < 20; ++t) EXPECT_NEAR(line.frame(t)[1], 3.0F, 1e-5F) << t;
}

TEST(Delta, SecondOfAParabolaIsTwiceItsLeadingCoefficient) {
  const auto curve = derived(sampled(20, [](double t) { return 0.5 * t * t - 7.0 * t + 2.0; }),
                             Delta::Order::second);
  for (std::size_t t = 0; t < 20; ++t) EXPECT_NEAR(curve.frame(t)[1], 1.0F, 1e-4F) << t;
}

// The fitted slope of a parabola over 9 frames is its slope in the middle. Frames at the edges have
// the value of the last full window.
TEST(Delta, EdgesUseTheNearestFullWindow) {
  const auto curve = derived(sampled(12, [](double t) { return t * t; }), Delta::Order::first);
  for (std::size_t t = 0; t < 12; ++t) {
    const double middle = t < 4 ? 4.0 : t > 7 ? 7.0 : static_cast<double>(t);
    EXPECT_NEAR(curve.frame(t)[1], 2.0 * middle, 1e-4) << t;
  }
}

// Frames 0, 1 repeated to both sides: Σ i·y(i) / Σ i² = (1 + 2 + 3 + 4) / 60 at frame 0.
TEST(Delta, RepeatsTheEdgesForFewerFramesThanTheWindow) {
  const auto step = derived(sampled(2, [](double t) { return t; }), Delta::Order::first);
  EXPECT_NEAR(step.frame(0)[1], 10.0 / 60.0, 1e-6);
  EXPECT_NEAR(step.frame(1)[1], 10.0 / 60.0, 1e-6);
  const auto one = derived(sampled(1, [](double) { return 5.0; }), Delta::Order::second);
  EXPECT_NEAR(one.frame(0)[1], 0.0, 1e-6);
}

/// The derivative by the definition, column by column.
float naive_derivative(const FrameMatrix& matrix, std::ptrdiff_t t, std::size_t c,
                       std::span<const double> weights) {
  const auto frames = static_cast<std::ptrdiff_t>(matrix.frames);
  const auto width = static_cast<std::ptrdiff_t>(weights.size());
  const std::ptrdiff_t half = width / 2;
  if (frames >= width) t = std::clamp(t, half, frames - 1 - half);
  double sum = 0.0;
  for (std::ptrdiff_t i = 0; i < width; ++i) {
    const auto source = std::clamp<std::ptrdiff_t>(t + i - half, 0, frames - 1);
    sum += weights[static_cast<std::size_t>(i)] * matrix.frame(static_cast<std::size_t>(source))[c];
  }
  return static_cast<float>(sum);
}

TEST(Delta, MatchesTheDefinitionForAnyNumberOfColumnsAndFrames) {
  const std::vector<double> slope{-4 / 60., -3 / 60., -2 / 60., -1 / 60., 0.,
                                  1 / 60.,  2 / 60.,  3 / 60.,  4 / 60.};
  kernels::for_every_target([&] {
    std::mt19937 random(7);
    std::normal_distribution<float> normal(0.0F, 30.0F);
    for (const std::size_t columns : {1, 2, 3, 4, 5, 7, 8, 9, 13, 16, 17}) {
      for (const std::size_t frames : {1, 2, 8, 9, 10, 25}) {
        SCOPED_TRACE(testing::Message() << columns << " columns, " << frames << " frames");
        FrameMatrix matrix{std::vector<float>(frames * 2 * columns), frames, 2 * columns};
        for (float& value : matrix.values) value = normal(random);
        const FrameMatrix before = matrix;
        Delta(Delta::Order::first, 9).apply(matrix, {.from = 0, .to = columns, .count = columns});
        for (std::size_t t = 0; t < frames; ++t) {
          for (std::size_t c = 0; c < columns; ++c) {
            EXPECT_EQ(matrix.frame(t)[c], before.frame(t)[c]);
            EXPECT_NEAR(matrix.frame(t)[columns + c],
                        naive_derivative(before, static_cast<std::ptrdiff_t>(t), c, slope), 1e-5F);
          }
        }
      }
    }
  });
}

}  // namespace
}  // namespace emovox::features
