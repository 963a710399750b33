// Pictures of matrices: PNG with a palette, and as a data URI for pages that load nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "evaluation/figure_style.h"

namespace emovox::evaluation {

/// A picture whose pixels are numbers of a palette, row by row from the top.
struct IndexedPicture {
  std::size_t width = 0;              // pixels
  std::size_t height = 0;             // pixels
  std::vector<std::uint8_t> indices;  // [height, width]
};

/// The bytes of a PNG file. Throws invalid_argument where the picture is empty, larger than 65535
/// pixels a side, or has other than width × height indices; internal where libpng fails.
std::vector<std::byte> encode_png(const IndexedPicture& picture, Ramp ramp);

/// "data:image/png;base64,…".
std::string png_data_uri(std::span<const std::byte> png);

}  // namespace emovox::evaluation
