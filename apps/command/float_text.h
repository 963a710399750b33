// A float as the shortest decimal that reads back as the same float: "0.7".
#pragma once

#include <array>
#include <charconv>
#include <string>

namespace emovox::command {

inline std::string float_text(float value) {
  std::array<char, 32> buffer;
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), value).ptr};
}

}  // namespace emovox::command
