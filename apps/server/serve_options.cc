#include "server/serve_options.h"

#include <algorithm>
#include <cctype>
#include <string_view>

#include "emovox/error.h"
#include "text/fields.h"

namespace emovox::server {
namespace {

[[noreturn]] void refuse(std::string_view field, const std::string& was, std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, "ServeOptions." + std::string(field), was, must_be);
}

// Browsers send the token as a header field or, in base64url, as a WebSocket subprotocol.
void require_token(const std::string& token) {
  const bool sendable = std::ranges::all_of(token, [](unsigned char c) { return std::isgraph(c); });
  if (sendable && token.size() <= 1024) return;
  refuse("token", "has a character that is not visible ASCII, or more than 1024 characters",
         "must be at most 1024 visible ASCII characters");
}

}  // namespace

void validate(const ServeOptions& options) {
  if (options.host.empty()) refuse("host", "is empty", "must be an IP address or localhost");
  require_token(options.token);
  text::validate_fields(options, "ServeOptions");
}

}  // namespace emovox::server
