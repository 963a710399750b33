// Text for terminals: makes it printable and measures its columns.
#include "command/text.h"

#include <locale.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "text/characters.h"

namespace emovox::command {
namespace {

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
    offset += text::decode_utf8(text.substr(offset)).length;
  }
  return offset;
}

std::size_t prefix_length(std::string_view text, std::size_t columns) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t next = length + text::decode_utf8(text.substr(length)).length;
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
    const text::Utf8Character character = text::decode_utf8(text);
    if (!character.valid || columns_of(character.code) < 0) {
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
    const text::Utf8Character character = text::decode_utf8(text);
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

std::string percent(float share) { return std::to_string(std::lround(100.0f * share)); }

std::string bar(float share) {
  static constexpr std::array kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto level = static_cast<std::size_t>(std::clamp(share, 0.0f, 1.0f) * 7.99f);
  return kBars[level];
}

std::string clock(double seconds) {
  const auto tenths = std::llround(seconds * 10.0);
  std::array<char, 48> text;
  const long long hours = tenths / 36000, minutes = tenths / 600 % 60, rest = tenths % 600;
  if (hours > 0) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld.%lld", hours, minutes, rest / 10,
                  rest % 10);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld.%lld", minutes, rest / 10, rest % 10);
  }
  return text.data();
}

std::string emotion_text(const Prediction& prediction) {
  if (prediction.state == PredictionState::silent) return "(silent)";
  if (prediction.state == PredictionState::too_short) return "(too short)";
  return printable(prediction.label) + (prediction.uncertain ? kUncertain : "");
}

}  // namespace emovox::command
