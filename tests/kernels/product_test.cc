// Products with packed panels against the plain triple loop in double, on every instruction set:
// sizes around vectors, panels, groups of rows and parts of the inner length; both packings.
#include "kernels/product.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "kernels/every_target.h"
#include "kernels/padded.h"

namespace emovox::kernels {
namespace {

struct Sizes {
  std::size_t rows, columns, inner;
};

constexpr Sizes kSizes[] = {{1, 1, 1},    {2, 3, 5},     {5, 16, 4},    {6, 17, 31},
                            {7, 64, 64},  {13, 65, 3},   {48, 100, 20}, {49, 33, 255},
                            {3, 96, 256}, {50, 130, 513}};

std::vector<float> random_values(std::size_t count, std::uint32_t seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> spread(-1, 1);
  std::vector<float> values(count);
  for (float& value : values) value = spread(random);
  return values;
}

void fill(Padded<float>& matrix, std::uint32_t seed) {
  const auto values = random_values(matrix.height() * matrix.width(), seed);
  for (std::size_t r = 0; r < matrix.height(); ++r) {
    for (std::size_t c = 0; c < matrix.width(); ++c)
      matrix.at(r, c) = values[r * matrix.width() + c];
  }
}

// b [inner, columns] packed by columns, or its transpose packed by rows.
Panels<float> packed(const Sizes& size, const std::vector<float>& b, bool transposed) {
  Panels<float> panels;
  if (!transposed) {
    pack_columns({size.inner, size.columns}, b.data(), panels);
    return panels;
  }
  std::vector<float> flipped(b.size());
  for (std::size_t k = 0; k < size.inner; ++k) {
    for (std::size_t c = 0; c < size.columns; ++c) {
      flipped[c * size.inner + k] = b[k * size.columns + c];
    }
  }
  pack_rows({size.columns, size.inner}, flipped.data(), panels);
  return panels;
}

// The shares of all threads of a group, one after the other.
void multiply_by(std::size_t threads, const Product<float>& product, const Panels<float>& panels) {
  const AlignedArray<float> scratch(kProductScratch);
  for (std::size_t index = 0; index < threads; ++index) {
    multiply(product, panels, TeamThread{index, threads, nullptr, index}, scratch.data());
  }
}

void check(const Sizes& size, bool transposed, bool with_bias, std::size_t threads) {
  SCOPED_TRACE(testing::Message() << size.rows << " x " << size.columns << " x " << size.inner
                                  << (transposed ? " transposed" : "") << ", " << threads);
  Padded<float> a(size.rows, size.inner, 3), out(size.rows, size.columns, 5);
  fill(a, 1);
  fill(out, 2);
  const Padded<float> before = out;
  const std::vector<float> b = random_values(size.inner * size.columns, 3);
  const std::vector<float> bias = random_values(size.columns, 4);
  multiply_by(threads,
              {.rows = size.rows,
               .columns = size.columns,
               .a = {a.data(), a.rows().stride},
               .bias = with_bias ? bias.data() : nullptr,
               .out = out.rows()},
              packed(size, b, transposed));
  for (std::size_t r = 0; r < size.rows; ++r) {
    for (std::size_t c = 0; c < size.columns; ++c) {
      double sum = with_bias ? bias[c] : before.at(r, c);
      for (std::size_t k = 0; k < size.inner; ++k) {
        sum += double{a.at(r, k)} * double{b[k * size.columns + c]};
      }
      ASSERT_NEAR(out.at(r, c), sum, 3e-5) << r << ", " << c;
    }
  }
  EXPECT_TRUE(out.intact());
}

TEST(Product, MatchesPlainLoopsOnEveryInstructionSet) {
  for_every_target([] {
    for (const Sizes& size : kSizes) {
      for (const bool transposed : {false, true}) {
        for (const bool with_bias : {false, true}) check(size, transposed, with_bias, 1);
      }
    }
  });
}

TEST(Product, ThreadsComputeEachElementExactlyOnce) {
  for (const std::size_t threads : {2, 3, 8}) {
    for (const Sizes& size : kSizes) check(size, false, false, threads);
  }
}

// The numbers of a row do not depend on the other rows.
TEST(Product, ARowDoesNotDependOnOtherRows) {
  const Sizes size{17, 70, 300};
  Padded<float> a(size.rows, size.inner, 1), together(size.rows, size.columns, 0), alone(together);
  fill(a, 5);
  const std::vector<float> b = random_values(size.inner * size.columns, 6);
  const std::vector<float> bias = random_values(size.columns, 7);
  const Panels<float> panels = packed(size, b, false);
  Product<float> product{.rows = size.rows,
                         .columns = size.columns,
                         .a = {a.data(), a.rows().stride},
                         .bias = bias.data(),
                         .out = together.rows()};
  multiply_by(1, product, panels);
  product.rows = 1;
  for (std::size_t r = 0; r < size.rows; ++r) {
    product.a.data = a.data() + r * a.rows().stride;
    product.out.data = alone.data() + r * alone.rows().stride;
    multiply_by(1, product, panels);
    for (std::size_t c = 0; c < size.columns; ++c) EXPECT_EQ(together.at(r, c), alone.at(r, c));
  }
}

}  // namespace
}  // namespace emovox::kernels
