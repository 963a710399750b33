// Inference over packed weights. float32 gives the numbers of the training pass, the smaller
// precisions differ by their rounding. Neither threads nor other utterances of the batch change the
// numbers. Nothing is allocated.
#include "kernels/packed_lstm.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

#include "allocation_count.h"
#include "emovox/error.h"
#include "kernels/every_target.h"
#include "kernels/lstm_problem.h"

namespace emovox::kernels {
namespace {

constexpr WeightPrecision kPrecisions[] = {WeightPrecision::float32, WeightPrecision::float16,
                                           WeightPrecision::int8};

/// The packed weights of a problem, and memory for its hidden states.
struct Packed {
  Packed(const Problem<float>& problem, WeightPrecision precision)
      : lstm(problem.options.shape, problem.weights(), precision),
        h(problem.batch.rows(), problem.options.shape.hidden_size, 2),
        inference{&lstm, problem.options.direction, problem.x.rows(), h.rows()} {}

  PackedLstm lstm;
  Padded<float> h;
  LstmInference inference;
};

double largest_difference(const Padded<float>& a, const Padded<float>& b) {
  double worst = 0;
  for (std::size_t r = 0; r < a.height(); ++r) {
    for (std::size_t c = 0; c < a.width(); ++c) {
      worst = std::max(worst, std::abs(double{a.at(r, c)} - double{b.at(r, c)}));
    }
  }
  return worst;
}

double error_of(const ProblemOptions& options, WeightPrecision precision) {
  Problem<float> problem(options);
  problem.forward();
  Packed packed(problem, precision);
  InferenceWorkspace workspace;
  infer({&packed.inference, 1}, problem.batch, {}, workspace);
  EXPECT_TRUE(packed.h.intact());
  return largest_difference(packed.h, problem.h);
}

TEST(PackedLstm, Float32MatchesTraining) {
  for_every_target([] {
    for (const std::size_t hidden : {1, 9, 16, 33, 150}) {
      for (const bool peephole : {true, false}) {
        for (const Direction direction : {Direction::forward, Direction::backward}) {
          EXPECT_EQ(error_of({.shape = {5, hidden}, .peephole = peephole, .direction = direction},
                             WeightPrecision::float32),
                    0);
        }
      }
    }
  });
}

TEST(PackedLstm, LowPrecisionWeightsStayWithinTheirRounding) {
  for_every_target([] {
    const ProblemOptions options{.shape = {20, 40}, .lengths = {30, 12, 1, 30}};
    const double half = error_of(options, WeightPrecision::float16);
    const double int8 = error_of(options, WeightPrecision::int8);
    EXPECT_LE(half, 2e-3);
    EXPECT_LE(int8, 2e-2);
    EXPECT_GT(half, 0);
    EXPECT_GT(int8, half);
  });
}

// Values at the edges of half precision: ties, subnormals, and more than it can hold.
TEST(PackedMatrix, RoundsToTheNearestHalf) {
  const std::vector<std::pair<float, float>> pairs = {{1.0f, 1.0f},
                                                      {-0.5f, -0.5f},
                                                      {1.0f + 0x1p-11f, 1.0f},
                                                      {1.0f + 3 * 0x1p-11f, 1.0f + 0x1p-9f},
                                                      {65519.0f, 65504.0f},
                                                      {1e6f, 65504.0f},
                                                      {-1e6f, -65504.0f},
                                                      {0x1p-24f, 0x1p-24f},
                                                      {0x1p-25f, 0.0f},
                                                      {3 * 0x1p-25f, 0x1p-23f},
                                                      {0x1p-14f, 0x1p-14f},
                                                      {0x1.ff8p-15f, 0x1.ff8p-15f},
                                                      {0.0f, 0.0f},
                                                      {0.1f, 0.0999755859375f}};
  std::vector<float> weights;
  for (const auto& [value, rounded] : pairs) weights.push_back(value);
  for_every_target([&] {
    const PackedMatrix matrix({weights.size(), 1}, weights.data(), WeightPrecision::float16);
    const AlignedArray<float> scratch(kProductScratch);
    std::vector<float> out(weights.size());
    const float one = 1;
    matrix.multiply(1, {&one, 1}, std::vector<float>(weights.size()).data(),
                    {out.data(), out.size()}, TeamThread{}, scratch.data());
    for (std::size_t k = 0; k < out.size(); ++k) EXPECT_EQ(out[k], pairs[k].second) << weights[k];
  });
}

TEST(PackedMatrix, Int8RoundsWithin1Of254OfTheLargestWeightOfARow) {
  const std::vector<float> weights = {1e-6f, -3e-7f, 5e-7f, 1000, -505, 0.5f, 0, 0, 0};
  const PackedMatrix matrix({3, 3}, weights.data(), WeightPrecision::int8);
  const AlignedArray<float> scratch(kProductScratch);
  for (std::size_t k = 0; k < 3; ++k) {
    float unit[3] = {}, out[3] = {}, zeros[3] = {};
    unit[k] = 1;
    matrix.multiply(1, {unit, 3}, zeros, {out, 3}, TeamThread{}, scratch.data());
    EXPECT_NEAR(out[0], weights[k], 1e-6f / 253);
    EXPECT_NEAR(out[1], weights[3 + k], 1000.0f / 253);
    EXPECT_EQ(out[2], 0.0f);
  }
}

TEST(PackedLstm, ResultDoesNotDependOnThreads) {
  // 512 units: several threads share one recurrence; 20: they take one each.
  for (const std::size_t hidden : {20, 512}) {
    for (const WeightPrecision precision : kPrecisions) {
      Problem<float> problem({.shape = {6, hidden}, .lengths = {5, 3}});
      Packed alone(problem, precision), shared(problem, precision), other(problem, precision);
      InferenceWorkspace workspace;
      ThreadTeam team;
      infer({&alone.inference, 1}, problem.batch, {}, workspace);
      for (const std::size_t threads : {2, 3, 5}) {
        const LstmInference both[] = {shared.inference, other.inference};
        infer(both, problem.batch, team.reserve(threads), workspace);
        EXPECT_EQ(largest_difference(alone.h, shared.h), 0);
        EXPECT_EQ(largest_difference(alone.h, other.h), 0);
      }
    }
  }
}

TEST(PackedLstm, AnUtteranceDoesNotDependOnOtherUtterances) {
  Problem<float> batch({.shape = {6, 40}, .lengths = {9, 7, 7, 7, 5, 4, 3, 2, 1}});
  for (const WeightPrecision precision : kPrecisions) {
    Packed together(batch, precision);
    InferenceWorkspace workspace;
    infer({&together.inference, 1}, batch.batch, {}, workspace);
    for (std::size_t rank = 0; rank < batch.batch.size(); ++rank) {
      const std::size_t length = batch.batch.length(rank);
      Padded<float> x(length, 6, 0), h(length, 40, 0);
      for (std::size_t t = 0; t < length; ++t) {
        std::copy_n(&batch.x.at(batch.batch.row(rank, t), 0), 6, &x.at(t, 0));
      }
      const LstmInference one{&together.lstm, Direction::forward, std::as_const(x).rows(),
                              h.rows()};
      infer({&one, 1}, RaggedBatch(std::vector{length}), {}, workspace);
      for (std::size_t t = 0; t < length; ++t) {
        for (std::size_t j = 0; j < 40; ++j) {
          ASSERT_EQ(h.at(t, j), together.h.at(batch.batch.row(rank, t), j));
        }
      }
    }
  }
}

TEST(PackedLstm, AllocatesNothingAfterTheWorkspaceHasGrown) {
  const Problem<float> problem({.shape = {64, 96}, .lengths = {40, 30, 30}});
  const Problem<float> smaller({.shape = {64, 96}, .lengths = {20, 11}});
  for (const WeightPrecision precision : kPrecisions) {
    Packed first(problem, precision), second(smaller, precision);
    InferenceWorkspace workspace;
    infer({&first.inference, 1}, problem.batch, {}, workspace);
    const std::size_t before = allocation_count();
    infer({&first.inference, 1}, problem.batch, {}, workspace);
    infer({&second.inference, 1}, smaller.batch, {}, workspace);
    EXPECT_EQ(allocation_count(), before);
  }
  const std::size_t before = allocation_count();
  const AlignedArray<float> counted(1);
  EXPECT_GT(allocation_count(), before) << "nothing is counted";
}

TEST(PackedLstm, RefusesInvalidShapes) {
  const Problem<float> problem({.shape = {5, 9}});
  Packed packed(problem, WeightPrecision::float32);
  InferenceWorkspace workspace;
  EXPECT_THROW(PackedLstm({0, 9}, problem.weights(), WeightPrecision::int8), Error);
  packed.inference.x.stride = 4;
  EXPECT_THROW(infer({&packed.inference, 1}, problem.batch, {}, workspace), Error);
  packed.inference.x.stride = 8;
  packed.inference.h.data = nullptr;
  EXPECT_THROW(infer({&packed.inference, 1}, problem.batch, {}, workspace), Error);
}

}  // namespace
}  // namespace emovox::kernels
