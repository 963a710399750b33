// The encodings of raw samples without a header.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "emovox/fields.h"

namespace emovox::command {

enum class SampleEncoding {
  f32le,  // 32-bit floats, nominally in [-1, 1]
  s16le   // 16-bit integers
};

/// The size of one sample in bytes.
std::size_t bytes_of(SampleEncoding encoding) noexcept;

/// Decodes samples. bytes: [samples.size() * bytes_of(encoding)].
void decode_samples(std::span<const std::byte> bytes, SampleEncoding encoding,
                    std::span<float> samples) noexcept;

}  // namespace emovox::command

template <>
struct emovox::EnumNames<emovox::command::SampleEncoding> {
  static constexpr std::array<std::string_view, 2> names{"f32le", "s16le"};
};
