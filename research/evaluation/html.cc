#include "evaluation/html.h"

#include <array>
#include <charconv>
#include <cstdint>

namespace emovox::evaluation {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// How many bytes the UTF-8 sequence at the front has; 0 where it is none.
std::size_t sequence_length(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0x80   ? 1
                             : lead < 0xC2 ? 0
                             : lead < 0xE0 ? 2
                             : lead < 0xF0 ? 3
                             : lead < 0xF5 ? 4
                                           : 0;
  if (length > text.size()) return 0;
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0) != 0x80) return 0;
  }
  const bool overlong_or_surrogate =
      (lead == 0xE0 && byte(1) < 0xA0) || (lead == 0xED && byte(1) >= 0xA0) ||
      (lead == 0xF0 && byte(1) < 0x90) || (lead == 0xF4 && byte(1) >= 0x90);
  return overlong_or_surrogate ? 0 : length;
}

/// The entity of a character that means something in HTML, or nothing.
std::string_view entity_of(char c) {
  switch (c) {
    case '&': return "&amp;";
    case '<': return "&lt;";
    case '>': return "&gt;";
    case '"': return "&quot;";
    case '\'': return "&#39;";
    default: return {};
  }
}

bool is_control(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t') || c == 0x7F;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string html;
  html.reserve(text.size());
  while (!text.empty()) {
    const std::size_t length = sequence_length(text);
    const std::string_view entity = entity_of(text[0]);
    if (length == 0 || is_control(text[0])) {
      html += kReplacement;
    } else {
      html += entity.empty() ? text.substr(0, length) : entity;
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return html;
}

Html& Html::raw(std::string_view markup) {
  html_ += markup;
  return *this;
}

Html& Html::text(std::string_view data) { return raw(escape_html(data)); }

Html& Html::element(std::string_view tag, std::string_view data, std::string_view attributes) {
  return open(tag, attributes).text(data).close(tag);
}

Html& Html::open(std::string_view tag, std::string_view attributes) {
  raw("<").raw(tag);
  if (!attributes.empty()) raw(" ").raw(attributes);
  return raw(">");
}

Html& Html::close(std::string_view tag) { return raw("</").raw(tag).raw(">\n"); }

std::string percent(double share, int decimals) {
  std::array<char, 64> text;
  const auto [end, error] = std::to_chars(text.data(), text.data() + text.size(), 100.0 * share,
                                          std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(text.data(), end) : "?";
}

}  // namespace emovox::evaluation
