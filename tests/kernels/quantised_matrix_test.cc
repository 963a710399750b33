// Products of integers of 8 and 16 bits against the same rounding in plain loops, on every
// instruction set: since sums of integers are exact, only the last steps in float may differ.
#include "kernels/quantised_matrix.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>
#include <vector>

#include "expect_error.h"
#include "kernels/every_target.h"
#include "kernels/half.h"
#include "kernels/padded.h"

namespace emovox::kernels {
namespace {

struct BatchSizes {
  std::size_t count, rows, columns, part;
};

constexpr BatchSizes kBatchSizes[] = {{1, 64, 64, 64},    {2, 128, 192, 192}, {5, 64, 384, 192},
                                      {6, 192, 512, 256}, {7, 64, 768, 256},  {13, 320, 256, 64}};

std::vector<float> normal_values(std::size_t count, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.1f, 1.0f);
  std::vector<float> values(count);
  for (float& value : values) value = normal(random);
  return values;
}

/// The integers that have this scale, times the scale.
std::vector<double> rounded(const float* values, std::size_t count, float scale) {
  std::vector<double> result(count);
  for (std::size_t k = 0; k < count; ++k) {
    result[k] = double{std::nearbyint(values[k] * (1 / scale))} * double{scale};
  }
  return result;
}

float largest_of(const float* values, std::size_t count) {
  float largest = 0;
  for (std::size_t k = 0; k < count; ++k) largest = std::max(largest, std::abs(values[k]));
  return largest;
}

/// Rows that are rounded, and their memory.
template <class W>
struct RoundedRows {
  RoundedRows(const Padded<float>& x, std::size_t part)
      : values(x.height() * x.width()),
        scales(x.height() * (x.width() / part)),
        rows{values.data(), x.width(), scales.data(), x.width() / part} {
    quantise_rows<W>({x.height(), x.width()}, x.rows(), part, rows);
  }

  std::vector<typename QuantisedNumbers<W>::Left> values;
  std::vector<float> scales;
  QuantisedRows<W> rows;
};

template <class W>
class QuantisedMatrixOf : public testing::Test {
 protected:
  static constexpr int kRange = QuantisedNumbers<W>::kLeftRange;

  void check(const BatchSizes& size, bool with_bias, std::size_t threads,
             bool with_dot_product = has_dot_product()) {
    SCOPED_TRACE(testing::Message() << size.count << " x " << size.rows << " x " << size.columns
                                    << " in parts of " << size.part << ", " << threads);
    Padded<float> x(size.count, size.columns, 3), out(size.count, size.rows, 5);
    const auto values = normal_values(size.count * size.columns, 1);
    const auto before = normal_values(size.count * size.rows, 2);
    const auto weights = normal_values(size.rows * size.columns, 3);
    const auto bias = normal_values(size.rows, 4);
    for (std::size_t r = 0; r < size.count; ++r) {
      std::copy_n(values.data() + r * size.columns, size.columns, &x.at(r, 0));
      std::copy_n(before.data() + r * size.rows, size.rows, &out.at(r, 0));
    }
    const QuantisedMatrix<W> matrix({size.rows, size.columns}, weights.data(), size.part);
    const RoundedRows<W> a(x, size.part);
    for (std::size_t rank = 0; rank < threads; ++rank) {
      matrix.multiply(size.count, a.rows, with_bias ? bias.data() : nullptr, out.rows(),
                      TeamThread{rank, threads, nullptr, rank}, with_dot_product);
    }
    for (std::size_t c = 0; c < size.rows; ++c) {
      const auto right =
          rounded(weights.data() + c * size.columns, size.columns, matrix.scales()[c]);
      for (std::size_t r = 0; r < size.count; ++r) {
        double sum = with_bias ? bias[c] : before[r * size.rows + c];
        for (std::size_t p = 0; p < size.columns; p += size.part) {
          const float scale = largest_of(&x.at(r, p), size.part) / kRange;
          const auto left = rounded(&x.at(r, p), size.part, scale);
          for (std::size_t k = 0; k < size.part; ++k) sum += left[k] * right[p + k];
        }
        ASSERT_NEAR(out.at(r, c), sum, 3e-5) << r << ", " << c;
      }
    }
    EXPECT_TRUE(out.intact());
  }

  /// The result of rows that are `left` everywhere, on weights that are `right` everywhere.
  void check_constant(float left, float right) {
    constexpr std::size_t kColumns = 256;
    Padded<float> x(7, kColumns, 0), out(7, 64, 0);
    for (std::size_t r = 0; r < 7; ++r) std::fill_n(&x.at(r, 0), kColumns, left);
    const std::vector<float> weights(64 * kColumns, right), bias(64, 0.0f);
    const QuantisedMatrix<W> matrix({64, kColumns}, weights.data(), kColumns);
    matrix.multiply(7, RoundedRows<W>(x, kColumns).rows, bias.data(), out.rows(), TeamThread{});
    const double expected = double{left} * double{right} * kColumns;
    for (std::size_t r = 0; r < 7; ++r) {
      for (std::size_t c = 0; c < 64; ++c) {
        ASSERT_NEAR(out.at(r, c), expected, 1e-3 * std::abs(expected));
      }
    }
  }
};

using Weights = testing::Types<std::int8_t, std::int16_t>;
TYPED_TEST_SUITE(QuantisedMatrixOf, Weights);

TYPED_TEST(QuantisedMatrixOf, EqualsThePlainLoopsOnEveryInstructionSet) {
  for_every_target([this] {
    for (const BatchSizes& size : kBatchSizes) {
      for (const bool with_bias : {false, true}) this->check(size, with_bias, 1);
      this->check(size, true, 1, false);
    }
  });
  std::cout << "  AVX-512 VNNI: " << (has_dot_product() ? "yes" : "no") << '\n';
}

TYPED_TEST(QuantisedMatrixOf, ThreadsShareItWithoutAGapOrAnOverlap) {
  for (const std::size_t threads : {2, 3, 8}) {
    for (const BatchSizes& size : kBatchSizes) this->check(size, false, threads);
  }
}

// The largest magnitudes everywhere: no sum may overflow or saturate.
TYPED_TEST(QuantisedMatrixOf, IsRightAtTheEndsOfItsRange) {
  for_every_target([this] {
    for (const float left : {1.0f, -1.0f, 1e20f}) {
      for (const float right : {1.0f, -1.0f}) this->check_constant(left, right);
    }
  });
}

// Rounding to 13 bits is some hundred times finer than to 7.
TEST(QuantisedMatrix, SixteenBitsAreNearTheExactProduct) {
  const BatchSizes size{4, 64, 512, 256};
  Padded<float> x(size.count, size.columns, 0), out(size.count, size.rows, 0);
  const auto values = normal_values(size.count * size.columns, 1);
  std::copy(values.begin(), values.end(), &x.at(0, 0));
  const auto weights = normal_values(size.rows * size.columns, 3), bias = normal_values(64, 4);
  const QuantisedMatrix<std::int16_t> matrix({size.rows, size.columns}, weights.data(), size.part);
  matrix.multiply(size.count, RoundedRows<std::int16_t>(x, size.part).rows, bias.data(), out.rows(),
                  TeamThread{});
  for (std::size_t r = 0; r < size.count; ++r) {
    for (std::size_t c = 0; c < size.rows; ++c) {
      double sum = bias[c];
      for (std::size_t k = 0; k < size.columns; ++k) {
        sum += double{x.at(r, k)} * double{weights[c * size.columns + k]};
      }
      ASSERT_NEAR(out.at(r, c), sum, 0.02);  // products have a deviation of 1, sums of 23
    }
  }
}

TEST(QuantisedMatrix, RowsOfZerosGiveTheBias) {
  const Padded<float> x = [] {
    Padded<float> zeros(2, 64, 0);
    for (std::size_t r = 0; r < 2; ++r) std::fill_n(&zeros.at(r, 0), 64, 0.0f);
    return zeros;
  }();
  const auto weights = normal_values(64 * 64, 1), bias = normal_values(64, 2);
  Padded<float> out(2, 64, 0);
  const QuantisedMatrix<std::int8_t> matrix({64, 64}, weights.data(), 64);
  matrix.multiply(2, RoundedRows<std::int8_t>(x, 64).rows, bias.data(), out.rows(), TeamThread{});
  for (std::size_t c = 0; c < 64; ++c) EXPECT_EQ(out.at(1, c), bias[c]);
}

TEST(QuantisedMatrix, PartsDivideTheColumns) {
  EXPECT_EQ(quantised_part(512), 256u);
  EXPECT_EQ(quantised_part(384), 192u);
  EXPECT_EQ(quantised_part(1280), 256u);
  EXPECT_EQ(quantised_part(320), 64u);
  EXPECT_EQ(quantised_part(100), 0u);
}

TEST(QuantisedMatrix, RefusesSizesThatItsKernelCannot) {
  using Bytes = QuantisedMatrix<std::int8_t>;
  const std::vector<float> weights(128 * 128);
  EXPECT_ERROR(Bytes({65, 64}, weights.data(), 64), invalid_argument, "[65, 64]");
  EXPECT_ERROR(Bytes({64, 96}, weights.data(), 64), invalid_argument, "parts of 64");
  EXPECT_ERROR(Bytes({64, 64}, weights.data(), 0), invalid_argument, "parts of 0");
}

TEST(Half, EveryOneComesBack) {
  for (std::uint32_t bits = 0; bits < 0x10000; ++bits) {
    const Half half{static_cast<std::uint16_t>(bits)};
    if ((bits >> 10 & 31) == 31) {
      EXPECT_FALSE(std::isfinite(to_float(half)));
    } else {
      ASSERT_EQ(to_half(to_float(half)).bits, half.bits);
    }
  }
  EXPECT_EQ(to_float(Half{0x3c00}), 1.0f);
  EXPECT_EQ(to_float(Half{0xc500}), -5.0f);
  EXPECT_EQ(to_float(Half{0x0001}), 0x1p-24f);
}

}  // namespace
}  // namespace emovox::kernels
