// Pictures of matrices: PNG with a palette, and data URIs for pages without other files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluation/figure_style.h"

namespace emovox::evaluation {

/// A picture whose pixels are indices into a palette, row by row from the top.
struct IndexedPicture {
  std::size_t width = 0;              // pixels
  std::size_t height = 0;             // pixels
  std::vector<std::uint8_t> indices;  // [height, width]
};

/// The bytes of a PNG file. Throws invalid_argument if the picture is empty, larger than 65535
/// pixels in a direction, or does not have width × height indices; internal if libpng fails.
std::vector<std::byte> encode_png(const IndexedPicture& picture, Ramp ramp);

/// "data:image/png;base64,…".
std::string png_data_uri(std::span<const std::byte> png);

}  // namespace emovox::evaluation
