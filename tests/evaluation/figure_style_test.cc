#include "evaluation/figure_style.h"

#include <gtest/gtest.h>
#include <png.h>

#include "emovox/error.h"
#include "evaluation/png.h"

namespace emovox::evaluation {
namespace {

TEST(Colour, LuminanceAndContrastMatchWcag) {
  EXPECT_DOUBLE_EQ(luminance({255, 255, 255}), 1.0);
  EXPECT_DOUBLE_EQ(luminance({0, 0, 0}), 0.0);
  EXPECT_DOUBLE_EQ(contrast({255, 255, 255}, {0, 0, 0}), 21.0);
  EXPECT_NEAR(contrast({118, 118, 118}, {255, 255, 255}), 4.54, 0.005);  // the well-known #767676
  EXPECT_NEAR(luminance({255, 0, 0}), 0.2126, 1e-12);
}

TEST(Colour, InkIsReadableOnEveryShade) {
  for (const Ramp ramp :
       {Ramp::right, Ramp::wrong, Ramp::right_dark, Ramp::wrong_dark, Ramp::heat}) {
    for (int i = 0; i <= 100; ++i) {
      const Colour colour = colour_at(ramp, i / 100.0);
      EXPECT_GE(contrast(colour, ink_on(colour)), 4.2) << hex(colour);
    }
  }
}

TEST(Colour, LightnessIsMonotonicInTheValue) {
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

TEST(Colour, SharesOutsideTheRangeAreClamped) {
  EXPECT_EQ(colour_at(Ramp::heat, -3.0), colour_at(Ramp::heat, 0.0));
  EXPECT_EQ(colour_at(Ramp::heat, 7.0), colour_at(Ramp::heat, 1.0));
  EXPECT_EQ(hex({1, 171, 255}), "#01abff");
}

TEST(Png, HoldsTheColoursOfTheRamp) {
  const IndexedPicture picture{3, 2, {0, 128, 255, 1, 2, 3}};
  const auto bytes = encode_png(picture, Ramp::heat);
  png_image read{};
  read.version = PNG_IMAGE_VERSION;
  ASSERT_NE(png_image_begin_read_from_memory(&read, bytes.data(), bytes.size()), 0);
  EXPECT_EQ(read.width, 3u);
  EXPECT_EQ(read.height, 2u);
  read.format = PNG_FORMAT_RGB;
  std::vector<std::uint8_t> pixels(PNG_IMAGE_SIZE(read));
  ASSERT_NE(png_image_finish_read(&read, nullptr, pixels.data(), 0, nullptr), 0);
  for (std::size_t i = 0; i < picture.indices.size(); ++i) {
    const Colour expected = colour_at(Ramp::heat, picture.indices[i] / 255.0);
    const Colour found{pixels[3 * i], pixels[3 * i + 1], pixels[3 * i + 2]};
    EXPECT_EQ(found, expected) << i;
  }
}

TEST(Png, RefusesInvalidPictures) {
  EXPECT_THROW(encode_png({0, 0, {}}, Ramp::heat), Error);
  EXPECT_THROW(encode_png({2, 2, {1, 2, 3}}, Ramp::heat), Error);
  EXPECT_THROW(encode_png({70000, 1, std::vector<std::uint8_t>(70000)}, Ramp::heat), Error);
}

}  // namespace
}  // namespace emovox::evaluation
