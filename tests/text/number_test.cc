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

TEST(Number, ComesBackExactly) {
  std::mt19937_64 random(1);
  for (int i = 0; i < 10000; ++i) {
    const double value = std::ldexp(static_cast<double>(random()), static_cast<int>(i % 200) - 160);
    EXPECT_EQ(parse_number(number_text(value)), value);
  }
}

TEST(Number, RefusesWhatIsNotWhollyANumber) {
  for (const char* text : {"", " 1", "1 ", "1,5", "1.5x", "nan", "inf", "-inf", "1e999", "0x10"}) {
    EXPECT_EQ(parse_number(text), std::nullopt) << text;
  }
  for (const char* text : {"", "-1", "1.0", "+1", "18446744073709551616"}) {
    EXPECT_EQ(parse_count(text), std::nullopt) << text;
  }
  EXPECT_EQ(parse_count("18446744073709551615"), 18446744073709551615u);
}

}  // namespace
}  // namespace emovox::text
