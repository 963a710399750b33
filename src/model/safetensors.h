// The safetensors container: 8 bytes of header length (little-endian), a JSON header, the data.
// This is the part of the format that a model file needs: float32 tensors and one metadata string.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/error.h"

namespace emovox::model {

/// A tensor's place: `begin` and `end` count bytes from the start of the data.
struct TensorPlace {
  std::vector<std::size_t> shape;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The checked content of the header: the tensors follow one another, cover the data without a gap
/// or an overlap, and are as large as their shapes.
struct SafetensorsHeader {
  std::string metadata;  // our text: the value of "emovox" in __metadata__
  std::map<std::string, TensorPlace> places;
  std::size_t data_start = 0;  // bytes from the start of the file; a multiple of 8
};

inline constexpr std::size_t kLongestHeader = std::size_t{1} << 20;  // bytes
inline constexpr std::size_t kMostTensorDims = 4;

/// Throws corrupt_data, or unsupported (another program's file, another type of number).
SafetensorsHeader read_safetensors_header(std::span<const std::byte> bytes, std::string_view where);

/// Length and header, padded with spaces so that the data starts at a multiple of 8. Throws
/// invalid_argument on a header longer than kLongestHeader.
std::vector<std::byte> write_safetensors_header(const SafetensorsHeader& header,
                                                std::string_view where);

}  // namespace emovox::model
