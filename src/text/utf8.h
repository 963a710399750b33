// UTF-8 (RFC 3629), one character at a time.
#pragma once

#include <cstddef>
#include <string_view>

namespace emovox::text {

struct Utf8Character {
  char32_t code = 0xFFFD;  // U+FFFD, the replacement character, where valid is false
  std::size_t length = 1;  // bytes; 1 where valid is false
  bool valid = false;      // false for a byte that starts no sequence of UTF-8
};

/// The character at the front of `text`, which must not be empty. Overlong sequences, surrogates
/// and codes beyond U+10FFFF are not valid.
Utf8Character decode_utf8(std::string_view text) noexcept;

/// Whether a byte starts a character, in text that is valid.
constexpr bool starts_character(char byte) noexcept {
  return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U;
}

}  // namespace emovox::text
