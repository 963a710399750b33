// The safetensors container: 8 bytes of header length (little-endian), a JSON header, the data.
// This is the part of the format that model files and encoders need: tensors of float32 and
// float16, and metadata of strings. Any byte may be hostile.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/error.h"

namespace emovox::text {

enum class NumberType { float32, float16 };  // "F32", "F16"; little-endian

/// Bytes of a number.
constexpr std::size_t size_of(NumberType type) { return type == NumberType::float32 ? 4 : 2; }

/// A tensor's place: `begin` and `end` count bytes from the start of the data.
struct TensorPlace {
  std::vector<std::size_t> shape;
  std::size_t begin = 0;
  std::size_t end = 0;
  NumberType type = NumberType::float32;
};

/// What the header tells, checked: the places lie one after another, cover the data without a gap
/// or an overlap, and are as large as their shapes.
struct SafetensorsHeader {
  std::map<std::string, std::string> metadata;  // of __metadata__; empty where there is none
  std::map<std::string, TensorPlace> places;
  std::size_t data_start = 0;  // bytes from the start of the file; a multiple of 8
};

inline constexpr std::size_t kLongestHeader = std::size_t{1} << 20;  // bytes
inline constexpr std::size_t kMostTensorDims = 4;

/// What a file must be, beyond a sound container.
struct SafetensorsRules {
  std::string_view kind;          // what messages say that it must be: "a model file"
  std::string_view required_key;  // that its metadata must have; empty: a file of any program
  std::string_view made_by;       // with required_key: what a file without it is not
  bool half = false;              // whether its tensors may be float16
};

/// `start`: the first bytes of a file of `file_size` bytes, the whole header at least. Throws
/// corrupt_data, or unsupported (another program's file, another type of number).
SafetensorsHeader read_safetensors_header(std::span<const std::byte> start, std::size_t file_size,
                                          const SafetensorsRules& rules, std::string_view where);

/// Bytes from the start of the file to the end of the header, as the first eight tell; checked
/// against the size of the file. Throws corrupt_data.
std::size_t safetensors_header_end(std::span<const std::byte> start, std::size_t file_size,
                                   const SafetensorsRules& rules, std::string_view where);

/// Length and header, padded with spaces so that the data starts at a multiple of 8. Throws
/// invalid_argument on a header longer than kLongestHeader.
std::vector<std::byte> write_safetensors_header(const SafetensorsHeader& header,
                                                std::string_view where);

}  // namespace emovox::text
