#include "evaluation/png.h"

#include <png.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "emovox/error.h"
#include "text/base64.h"

namespace emovox::evaluation {
namespace {

constexpr std::size_t kColours = 256;
constexpr std::size_t kLargestSide = 65535;  // pixels

std::array<png_byte, 3 * kColours> palette_of(Ramp ramp) {
  std::array<png_byte, 3 * kColours> palette{};
  for (std::size_t i = 0; i < kColours; ++i) {
    const Colour colour = colour_at(ramp, static_cast<double>(i) / (kColours - 1));
    palette[3 * i] = colour.red;
    palette[3 * i + 1] = colour.green;
    palette[3 * i + 2] = colour.blue;
  }
  return palette;
}

void check(const IndexedPicture& picture) {
  const bool fits = picture.width > 0 && picture.height > 0 && picture.width <= kLargestSide &&
                    picture.height <= kLargestSide &&
                    picture.indices.size() == picture.width * picture.height;
  if (fits) return;
  throw Error(ErrorCode::invalid_argument, "picture",
              std::to_string(picture.width) + " × " + std::to_string(picture.height) +
                  " pixels of " + std::to_string(picture.indices.size()),
              "must be 1 to 65535 wide and high, with width × height pixels");
}

}  // namespace

std::vector<std::byte> encode_png(const IndexedPicture& picture, Ramp ramp) {
  check(picture);
  const auto palette = palette_of(ramp);
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(picture.width);
  image.height = static_cast<png_uint_32>(picture.height);
  image.format = PNG_FORMAT_RGB_COLORMAP;
  image.colormap_entries = kColours;
  std::vector<std::byte> bytes(PNG_IMAGE_PNG_SIZE_MAX(image));
  png_alloc_size_t size = bytes.size();
  const bool written = png_image_write_to_memory(&image, bytes.data(), &size, 0,
                                                 picture.indices.data(), 0, palette.data()) != 0;
  if (!written) throw Error(ErrorCode::internal, "picture", image.message, "");
  bytes.resize(size);
  return bytes;
}

std::string png_data_uri(std::span<const std::byte> png) {
  return "data:image/png;base64," + text::base64(png);
}

}  // namespace emovox::evaluation
