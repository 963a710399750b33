// Attention by blocks of keys against the definition in double, on every instruction set: lengths
// around the blocks, matrices side by side, and scores that differ by thousands.
#include "kernels/attention.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include "kernels/every_target.h"
#include "kernels/padded.h"

namespace emovox::kernels {
namespace {

using Matrix = Padded<float>;

/// Queries, keys and values side by side, as a projection gives them.
Matrix random_qkv(std::size_t steps, float scale, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0f, scale);
  Matrix qkv(steps, 3 * kHeadWidth, 5);
  for (std::size_t t = 0; t < steps; ++t) {
    for (std::size_t c = 0; c < 3 * kHeadWidth; ++c) qkv.at(t, c) = normal(random);
  }
  return qkv;
}

std::vector<double> expected_row(const Matrix& qkv, std::size_t query) {
  std::vector<double> scores, row(kHeadWidth);
  for (std::size_t s = 0; s < qkv.height(); ++s) {
    double score = 0;
    for (std::size_t c = 0; c < kHeadWidth; ++c) {
      score += double{qkv.at(query, c)} * double{qkv.at(s, kHeadWidth + c)} / 8;
    }
    scores.push_back(score);
  }
  const double most = *std::max_element(scores.begin(), scores.end());
  double total = 0;
  for (double& score : scores) total += score = std::exp(score - most);
  for (std::size_t s = 0; s < qkv.height(); ++s) {
    for (std::size_t c = 0; c < kHeadWidth; ++c) {
      row[c] += scores[s] / total * double{qkv.at(s, 2 * kHeadWidth + c)};
    }
  }
  return row;
}

Matrix attended(const Matrix& qkv) {
  const std::size_t steps = qkv.height();
  Matrix out(steps, kHeadWidth, 7);
  AlignedArray<float> scratch(attention_scratch(steps));
  std::fill_n(scratch.data(), scratch.size(), std::numeric_limits<float>::quiet_NaN());
  const Rows<const float> rows = qkv.rows();
  attend({.steps = steps,
          .query = rows,
          .key = {rows.data + kHeadWidth, rows.stride},
          .value = {rows.data + 2 * kHeadWidth, rows.stride},
          .out = out.rows()},
         scratch.data());
  return out;
}

void check(std::size_t steps, float scale, double tolerance) {
  SCOPED_TRACE(testing::Message() << steps << " steps, scale " << scale);
  const Matrix qkv = random_qkv(steps, scale, 1);
  const Matrix out = attended(qkv);
  for (std::size_t t = 0; t < steps; ++t) {
    const std::vector<double> expected = expected_row(qkv, t);
    for (std::size_t c = 0; c < kHeadWidth; ++c) {
      ASSERT_NEAR(out.at(t, c), expected[c], tolerance) << t << ", " << c;
    }
  }
  EXPECT_TRUE(out.intact());
}

TEST(Attention, EqualsTheDefinitionOnEveryInstructionSet) {
  for_every_target([] {
    for (const std::size_t steps : {1, 2, 15, 17, 47, 48, 49, 63, 64, 65, 127, 130, 200}) {
      check(steps, 1.0f, 2e-6);
    }
  });
}

// Scores up to several thousands: exponentials would overflow without the largest score.
TEST(Attention, SurvivesLargeScores) {
  for_every_target([] { check(150, 30.0f, 5e-2); });
}

TEST(Attention, AStepDoesNotDependOnTheBlockItIsIn) {
  const Matrix qkv = random_qkv(100, 1.0f, 3);
  Matrix turned(100, 3 * kHeadWidth, 5);  // the queries alone in another order
  for (std::size_t t = 0; t < 100; ++t) {
    for (std::size_t c = 0; c < 3 * kHeadWidth; ++c) {
      turned.at(t, c) = qkv.at(c < kHeadWidth ? 99 - t : t, c);
    }
  }
  const Matrix out = attended(qkv), of_turned = attended(turned);
  for (std::size_t t = 0; t < 100; ++t) {
    for (std::size_t c = 0; c < kHeadWidth; ++c) ASSERT_EQ(out.at(t, c), of_turned.at(99 - t, c));
  }
}

}  // namespace
}  // namespace emovox::kernels
