// Characters of text: upper and lower case of ASCII letters, the same in every locale, and UTF-8
// (RFC 3629), one character at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

namespace emovox::text {

/// Other bytes than ASCII letters stay unchanged.
constexpr char to_lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// "audio/WAV" → "audio/wav"
inline std::string to_lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = to_lower(c);
  return lower;
}

inline bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return to_lower(x) == to_lower(y); });
}

inline bool starts_ignoring_case(std::string_view text, std::string_view start) {
  return equals_ignoring_case(text.substr(0, start.size()), start);
}

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
