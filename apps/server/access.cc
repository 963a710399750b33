#include "server/access.h"

#include <algorithm>
#include <vector>

#include "server/refusal.h"
#include "text/base64.h"
#include "text/characters.h"

namespace emovox::server {
namespace {

// "localhost:8080" → "localhost", "[::1]:80" → "[::1]"
std::string_view host_of(std::string_view authority) {
  const std::size_t bracket = authority.find(']');
  const std::size_t colon = authority.find(':', bracket == authority.npos ? 0 : bracket);
  return authority.substr(0, colon);
}

// The items of a comma-separated header field.
std::vector<std::string_view> split_list(std::string_view list) {
  std::vector<std::string_view> items;
  while (!list.empty()) {
    std::string_view item = list.substr(0, list.find(','));
    list.remove_prefix(std::min(list.size(), item.size() + 1));
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    while (!item.empty() && blank(item.front())) item.remove_prefix(1);
    while (!item.empty() && blank(item.back())) item.remove_suffix(1);
    if (!item.empty()) items.push_back(item);
  }
  return items;
}

// Compares all characters even after a difference, so that the time does not reveal its position.
bool equal_in_constant_time(std::string_view given, std::string_view wanted) {
  unsigned difference = given.size() == wanted.size() ? 0 : 1;
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char sign = i < wanted.size() ? wanted[i] : '\0';
    difference |= static_cast<unsigned>(static_cast<unsigned char>(given[i] ^ sign));
  }
  return difference == 0;
}

bool has_token(const RequestHead& head, std::string_view token) {
  constexpr std::string_view kScheme = "bearer ", kPrefix = "bearer.";
  if (head.authorization && head.authorization->size() >= kScheme.size()) {
    const std::string_view given = *head.authorization;
    if (text::equals_ignoring_case(given.substr(0, kScheme.size()), kScheme)) {
      return equal_in_constant_time(given.substr(kScheme.size()), token);
    }
  }
  if (!head.upgrade || !head.subprotocols) return false;
  const std::string wanted = text::base64url(token);
  return std::ranges::any_of(split_list(*head.subprotocols), [&](std::string_view offered) {
    return offered.starts_with(kPrefix) &&
           equal_in_constant_time(offered.substr(kPrefix.size()), wanted);
  });
}

}  // namespace

bool is_loopback(std::string_view authority) {
  const std::string_view host = host_of(authority);
  return text::equals_ignoring_case(host, "localhost") || host == "127.0.0.1" || host == "[::1]";
}

void check_host(const RequestHead& head, const std::optional<std::string>& authority,
                bool loopback_only, std::string_view public_name) {
  if (!head.host && head.version >= 11) {
    throw Refused(RefusalCode::malformed, "Host", "is missing", "must be given in HTTP/1.1");
  }
  if (!loopback_only || (!authority && !head.host)) return;
  const std::string& asked = authority ? *authority : *head.host;
  if (is_loopback(asked)) return;
  if (!public_name.empty() && text::equals_ignoring_case(host_of(asked), public_name)) return;
  throw Refused(RefusalCode::misdirected, "Host", "is not a name of this server",
                "must be localhost, 127.0.0.1 or [::1]");
}

void check_origin(const RequestHead& head, std::string_view public_name) {
  if (!head.origin) return;
  const std::string_view origin = *head.origin;
  const std::size_t slashes = origin.find("://");
  const std::string_view authority =
      slashes == origin.npos ? std::string_view{} : origin.substr(slashes + 3);
  if (!authority.empty()) {
    if (head.host && text::equals_ignoring_case(authority, *head.host)) return;
    if (!public_name.empty() && text::equals_ignoring_case(host_of(authority), public_name)) return;
  }
  throw Refused(RefusalCode::forbidden, "Origin", "is another site",
                "must be this server or left out");
}

void check_token(const RequestHead& head, std::string_view token) {
  if (token.empty() || has_token(head, token)) return;
  const bool given = head.authorization || (head.upgrade && head.subprotocols);
  throw Refused(RefusalCode::unauthorized, "token", given ? "is not this server's" : "is missing",
                "must be given as Authorization: Bearer TOKEN");
}

}  // namespace emovox::server
