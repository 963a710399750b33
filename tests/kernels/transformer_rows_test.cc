// GELU, layer normalisation and biases against double precision, on every instruction set, at
// widths around the vectors.
#include "kernels/transformer_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "kernels/every_target.h"
#include "kernels/padded.h"

namespace emovox::kernels {
namespace {

constexpr std::size_t kWidths[] = {1, 3, 4, 15, 16, 17, 64, 130, 513};

Padded<float> random_rows(std::size_t rows, std::size_t columns, float scale, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.3f, 1.0f);
  Padded<float> matrix(rows, columns, 3);
  for (std::size_t r = 0; r < rows; ++r) {
    for (std::size_t c = 0; c < columns; ++c) matrix.at(r, c) = scale * normal(random);
  }
  return matrix;
}

std::vector<float> random_row(std::size_t columns, unsigned seed) {
  const Padded<float> row = random_rows(1, columns, 1.0f, seed);
  return {row.data(), row.data() + columns};
}

double true_gelu(double x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0))); }

TEST(TransformerRows, GeluIsAccurate) {
  std::vector<float> x;
  for (float value = -12; value <= 12; value += 0.0007f) x.push_back(value);
  for (const float value : {0.0f, -0.0f, 1e-30f, -1e-30f, 1e30f, -1e30f}) x.push_back(value);
  for_every_target([&] {
    std::vector<float> y = x;
    gelu_rows({1, y.size()}, {y.data(), y.size()});
    for (std::size_t n = 0; n < x.size(); ++n) {
      const double truth = true_gelu(x[n]);
      ASSERT_NEAR(y[n], truth, 3e-7 * std::max(1.0, std::abs(double{x[n]}))) << "at " << x[n];
    }
  });
}

TEST(TransformerRows, GeluKeepsNan) {
  for_every_target([] {
    std::vector<float> y(37, std::numeric_limits<float>::quiet_NaN());
    gelu_rows({1, y.size()}, {y.data(), y.size()});
    for (const float value : y) EXPECT_TRUE(std::isnan(value));
  });
}

TEST(TransformerRows, GeluTouchesItsRowsOnly) {
  for_every_target([] {
    for (const std::size_t width : kWidths) {
      Padded<float> x = random_rows(5, width, 2.0f, 1);
      const Padded<float> before = x;
      gelu_rows({5, width}, x.rows());
      for (std::size_t r = 0; r < 5; ++r) {
        for (std::size_t c = 0; c < width; ++c) {
          ASSERT_NEAR(x.at(r, c), true_gelu(before.at(r, c)), 3e-6);
        }
      }
      EXPECT_TRUE(x.intact());
    }
  });
}

void expect_normal(const Padded<float>& x, const Padded<float>& y, const std::vector<float>& gain,
                   const std::vector<float>& shift) {
  for (std::size_t r = 0; r < x.height(); ++r) {
    double mean = 0, variance = 0;
    const auto count = static_cast<double>(x.width());
    for (std::size_t c = 0; c < x.width(); ++c) mean += x.at(r, c) / count;
    for (std::size_t c = 0; c < x.width(); ++c) {
      variance += (x.at(r, c) - mean) * (x.at(r, c) - mean) / count;
    }
    for (std::size_t c = 0; c < x.width(); ++c) {
      const double expected = (x.at(r, c) - mean) / std::sqrt(variance + 1e-5) * gain[c] + shift[c];
      ASSERT_NEAR(y.at(r, c), expected, 3e-6 * (1 + std::abs(expected))) << r << ", " << c;
    }
  }
}

TEST(TransformerRows, NormalisesEachRow) {
  for_every_target([] {
    for (const std::size_t width : kWidths) {
      for (const float scale : {1e-3f, 1.0f, 300.0f}) {
        SCOPED_TRACE(testing::Message() << "width " << width << ", scale " << scale);
        const Padded<float> x = random_rows(4, width, scale, 2);
        const auto gain = random_row(width, 3), shift = random_row(width, 4);
        Padded<float> y(4, width, 1);
        normalise_rows({4, width}, x.rows(), {gain.data(), shift.data()}, y.rows());
        expect_normal(x, y, gain, shift);
        EXPECT_TRUE(y.intact());
        Padded<float> in_place = x;
        normalise_rows({4, width}, x.rows(), {gain.data(), shift.data()}, in_place.rows());
        for (std::size_t c = 0; c < width; ++c) EXPECT_EQ(in_place.at(3, c), y.at(3, c));
      }
    }
  });
}

TEST(TransformerRows, AddsABiasToEachRow) {
  for_every_target([] {
    for (const std::size_t width : kWidths) {
      const auto bias = random_row(width, 5);
      Padded<float> x = random_rows(3, width, 1.0f, 6);
      const Padded<float> before = x;
      add_bias({3, width}, bias.data(), x.rows());
      for (std::size_t r = 0; r < 3; ++r) {
        for (std::size_t c = 0; c < width; ++c) EXPECT_EQ(x.at(r, c), before.at(r, c) + bias[c]);
      }
      EXPECT_TRUE(x.intact());
    }
  });
}

}  // namespace
}  // namespace emovox::kernels
