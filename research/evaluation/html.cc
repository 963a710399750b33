#include "evaluation/html.h"

#include <string_view>

#include "text/characters.h"
#include "text/number.h"

namespace emovox::evaluation {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// The entity of a character with a special meaning in HTML, or nothing.
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
    const text::Utf8Character character = text::decode_utf8(text);
    const std::string_view entity = entity_of(text[0]);
    if (!character.valid || is_control(text[0])) {
      html += kReplacement;
    } else {
      html += entity.empty() ? text.substr(0, character.length) : entity;
    }
    text.remove_prefix(character.length);
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
  return text::fixed_number(100.0 * share, decimals);
}

}  // namespace emovox::evaluation
