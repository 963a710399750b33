#include "server/target.h"

#include <algorithm>

#include "server/refusal.h"

namespace emovox::server {
namespace {

[[noreturn]] void refuse(std::string_view was) {
  throw Refused(RefusalCode::malformed, "request target", was, "must be a path with a query");
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  refuse("has a % without two hexadecimal digits");
}

std::string decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) refuse("ends within a %");
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

Query parse_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    query.emplace_back(decode(pair.substr(0, equals), true), decode(value, true));
  }
  return query;
}

}  // namespace

Target parse_target(std::string_view text) {
  Target target;
  constexpr std::string_view kScheme = "http://";
  if (text.starts_with(kScheme)) {
    text.remove_prefix(kScheme.size());
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    target.authority = text.substr(0, end);
    text.remove_prefix(end);
  } else if (!text.starts_with('/')) {
    refuse("is no path");
  }
  text = text.substr(0, text.find('#'));
  const std::size_t mark = std::min(text.find('?'), text.size());
  target.path = mark == 0 ? "/" : decode(text.substr(0, mark), false);
  target.query = parse_query(text.substr(std::min(mark + 1, text.size())));
  return target;
}

}  // namespace emovox::server
