#include "evaluation/figure_style.h"

#include <gtest/gtest.h>

namespace emovox::evaluation {
namespace {

TEST(Colour, LuminanceAndContrastAreThoseOfWcag) {
  EXPECT_DOUBLE_EQ(luminance({255, 255, 255}), 1.0);
  EXPECT_DOUBLE_EQ(luminance({0, 0, 0}), 0.0);
  EXPECT_DOUBLE_EQ(contrast({255, 255, 255}, {0, 0, 0}), 21.0);
  EXPECT_NEAR(contrast({118, 118, 118}, {255, 255, 255}), 4.54, 0.005);  // the well-known #767676
  EXPECT_NEAR(luminance({255, 0, 0}), 0.2126, 1e-12);
}

TEST(Colour, InkCanBeReadOnEveryShade) {
  for (const Ramp ramp :
       {Ramp::right, Ramp::wrong, Ramp::right_dark, Ramp::wrong_dark, Ramp::heat}) {
    for (int i = 0; i <= 100; ++i) {
      const Colour colour = colour_at(ramp, i / 100.0);
      EXPECT_GE(contrast(colour, ink_on(colour)), 4.2) << hex(colour);
    }
  }
}

TEST(Colour, LightnessAloneTellsTheValue) {
  for (const Ramp ramp :
       {Ramp::right, Ramp::wrong, Ramp::right_dark, Ramp::wrong_dark, Ramp::heat}) {
    const bool rises = luminance(colour_at(ramp, 1.0)) > luminance(colour_at(ramp, 0.0));
    for (int i = 1; i <= 20; ++i) {
      const double before = luminance(colour_at(ramp, (i - 1) / 20.0));
      const double after = luminance(colour_at(ramp, i / 20.0));
      EXPECT_EQ(after > before, rises) << i;
    }
  }
}

TEST(Colour, SharesOutsideAreThoseOfTheEnds) {
  EXPECT_EQ(colour_at(Ramp::heat, -3.0), colour_at(Ramp::heat, 0.0));
  EXPECT_EQ(colour_at(Ramp::heat, 7.0), colour_at(Ramp::heat, 1.0));
  EXPECT_EQ(hex({1, 171, 255}), "#01abff");
}

}  // namespace
}  // namespace emovox::evaluation
