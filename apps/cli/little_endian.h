// Numbers appended to bytes, lowest byte first.
#pragma once

#include <cstdint>
#include <string>

namespace emovox::cli {

inline void put16(std::string& out, std::uint16_t value) {
  out += static_cast<char>(value & 0xFF);
  out += static_cast<char>(value >> 8);
}

inline void put32(std::string& out, std::uint32_t value) {
  put16(out, static_cast<std::uint16_t>(value & 0xFFFF));
  put16(out, static_cast<std::uint16_t>(value >> 16));
}

}  // namespace emovox::cli
