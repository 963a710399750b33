#include "evaluation/png.h"

#include <gtest/gtest.h>
#include <png.h>

#include "emovox/error.h"

namespace emovox::evaluation {
namespace {

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

TEST(Png, RefusesPicturesThatAreNone) {
  EXPECT_THROW(encode_png({0, 0, {}}, Ramp::heat), Error);
  EXPECT_THROW(encode_png({2, 2, {1, 2, 3}}, Ramp::heat), Error);
  EXPECT_THROW(encode_png({70000, 1, std::vector<std::uint8_t>(70000)}, Ramp::heat), Error);
}

}  // namespace
}  // namespace emovox::evaluation
