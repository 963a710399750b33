// Text for terminals: what may be printed, and how many columns it takes.
#include "command/text.h"

#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace emovox::command {
namespace {

struct Character {
  char32_t code = 0;       // U+FFFD stands for a byte that is no UTF-8
  std::size_t length = 1;  // bytes
};

constexpr char32_t kInvalid = 0xFFFD;

// Smallest code point of a sequence of n bytes; a smaller one is an overlong encoding.
constexpr std::array<char32_t, 5> kSmallest{0, 0, 0x80, 0x800, 0x10000};

std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead <= 0xDF) return 2;
  if ((lead & 0xF0) == 0xE0) return 3;
  if (lead >= 0xF0 && lead <= 0xF4) return 4;
  return 0;
}

// The character at the front of non-empty `text`.
Character decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text.front());
  const std::size_t length = sequence_length(lead);
  if (length == 1) return {lead, 1};
  if (length == 0 || length > text.size()) return {kInvalid, 1};
  char32_t code = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0u) != 0x80u) return {kInvalid, 1};
    code = (code << 6) | (byte & 0x3Fu);
  }
  const bool surrogate = code >= 0xD800 && code <= 0xDFFF;
  if (code < kSmallest[length] || code > 0x10FFFF || surrogate) return {kInvalid, 1};
  return {code, length};
}

// Columns of one character; -1 for a control character. wcwidth needs a UTF-8 locale to know.
int columns_of(char32_t code) {
  static const locale_t utf8 = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  if (code < 0x20 || (code >= 0x7F && code < 0xA0)) return -1;
  if (code < 0x7F) return 1;
  if (utf8 == nullptr) return 1;
  const locale_t before = uselocale(utf8);
  const int columns = wcwidth(static_cast<wchar_t>(code));
  uselocale(before);
  return columns;
}

// Byte offset of the first suffix of `text` that takes at most `columns`.
std::size_t suffix_offset(std::string_view text, std::size_t columns) {
  std::size_t offset = 0;
  while (offset < text.size() && display_width(text.substr(offset)) > columns) {
    offset += decode(text.substr(offset)).length;
  }
  return offset;
}

std::size_t prefix_length(std::string_view text, std::size_t columns) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t next = length + decode(text.substr(length)).length;
    if (display_width(text.substr(0, next)) > columns) break;
    length = next;
  }
  return length;
}

std::string padded(std::string text, std::size_t columns) {
  const std::size_t width = display_width(text);
  if (width < columns) text.append(columns - width, ' ');
  return text;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  while (!text.empty()) {
    const Character character = decode(text);
    const bool broken = character.code == kInvalid && character.length == 1;
    if (broken || columns_of(character.code) < 0) {
      result += '?';
    } else {
      result += text.substr(0, character.length);
    }
    text.remove_prefix(character.length);
  }
  return result;
}

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) {
    const Character character = decode(text);
    const int columns = columns_of(character.code);
    if (columns > 0) width += static_cast<std::size_t>(columns);
    text.remove_prefix(character.length);
  }
  return width;
}

std::string fit_end(std::string_view text, std::size_t columns) {
  if (display_width(text) <= columns || columns == 0) return padded(std::string(text), columns);
  return padded("…" + std::string(text.substr(suffix_offset(text, columns - 1))), columns);
}

std::string fit_start(std::string_view text, std::size_t columns) {
  return padded(std::string(text.substr(0, prefix_length(text, columns))), columns);
}

std::string right_aligned(std::string_view text, std::size_t columns) {
  const std::size_t width = display_width(text);
  return std::string(width < columns ? columns - width : 0, ' ').append(text);
}

std::size_t terminal_columns(int descriptor) {
  constexpr std::size_t kWithoutTerminal = 120;
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kWithoutTerminal;
  return size.ws_col;
}

bool wants_style(int descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool dumb = term != nullptr && std::strcmp(term, "dumb") == 0;
  return isatty(descriptor) != 0 && !dumb && (no_color == nullptr || *no_color == '\0');
}

}  // namespace emovox::command
