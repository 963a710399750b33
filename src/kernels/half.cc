#include "kernels/half.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>

namespace emovox::kernels {

Half to_half(float value) {
  constexpr float kLargest = 65504.0f, kSmallestNormal = 0x1p-14f;
  const auto sign = static_cast<std::uint16_t>(std::bit_cast<std::uint32_t>(value) >> 16 & 0x8000u);
  const float size = std::min(std::abs(value), kLargest);
  if (size < kSmallestNormal) {  // multiples of 2^-24
    return {static_cast<std::uint16_t>(sign | std::lrint(std::ldexp(size, 24)))};
  }
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(size);
  const std::uint32_t rounded = bits + 0xfffu + (bits >> 13 & 1u);
  constexpr std::uint32_t kBias = 127 - 15;
  return {static_cast<std::uint16_t>(sign | ((rounded >> 13) - (kBias << 10)))};
}

float to_float(Half value) {
  const std::uint32_t sign = (value.bits & 0x8000u) << 16;
  const std::uint32_t exponent = value.bits >> 10 & 0x1fu, fraction = value.bits & 0x3ffu;
  if (exponent == 0) {  // multiples of 2^-24
    const float size = std::ldexp(static_cast<float>(fraction), -24);
    return sign != 0 ? -size : size;
  }
  constexpr std::uint32_t kBias = 127 - 15, kInfinite = 255;
  const std::uint32_t wide = exponent == 31 ? kInfinite : exponent + kBias;
  return std::bit_cast<float>(sign | wide << 23 | fraction << 13);
}

}  // namespace emovox::kernels
