#include "text/number.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace emovox::text {
namespace {

TEST(Number, WritesTheShortestText) {
  EXPECT_EQ(number_text(0.1), "0.1");
  EXPECT_EQ(number_text(3.0), "3");
  EXPECT_EQ(number_text(1e-300), "1e-300");
}

TEST(Number, PlainNumbersHaveNoExponents) {
  EXPECT_EQ(plain_number(1e6), "1000000");
  EXPECT_EQ(plain_number(0.0001), "0.0001");
  EXPECT_EQ(plain_number(0.0), "0");
  EXPECT_EQ(plain_number(1e-7), "1e-07");
}

TEST(Number, WritesTheGivenNumberOfDecimals) {
  EXPECT_EQ(fixed_number(3.14159, 2), "3.14");
  EXPECT_EQ(fixed_number(-0.5, 0), "-0");
  EXPECT_EQ(fixed_number(1e300, 1).size(), 303u);
}

TEST(Number, FloatsKeepTheirShortestText) {
  EXPECT_EQ(number_text(0.7f), "0.7");
  EXPECT_EQ(shortest_double(0.7f), 0.7);
  EXPECT_EQ(number_text(7), "7");
}

TEST(Number, IsReadBackExactly) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const double value = std::ldexp(static_cast<double>(random()), static_cast<int>(i % 200) - 160);
    EXPECT_EQ(parse_number(number_text(value)), value);
  }
}

TEST(Number, RefusesTextThatIsNotANumber) {
  for (const char* text : {"", " 1", "1 ", "1,5", "1.5x", "nan", "inf", "-inf", "1e999", "0x10"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
  for (const char* text : {"", "-1", "1.0", "+1", "18446744073709551616"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_count("18446744073709551615"), 18446744073709551615u);
}

TEST(Counted, HasAPluralUnlessItIsOne) {
  EXPECT_EQ(counted(0, "seed"), "0 seeds");
  EXPECT_EQ(counted(1, "seed"), "1 seed");
  EXPECT_EQ(counted(12, "file"), "12 files");
}

}  // namespace
}  // namespace emovox::text
