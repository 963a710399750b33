#include "server/serve_options.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <string_view>

#include "emovox/error.h"

namespace emovox::server {
namespace {

[[noreturn]] void refuse(std::string_view field, const std::string& was, std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, "ServeOptions." + std::string(field), was, must_be);
}

void require_positive(std::string_view field, double value, double most) {
  if (value > 0.0 && value <= most) return;
  refuse(field, "is " + std::to_string(value),
         "must be above 0 and at most " + std::to_string(std::llround(most)));
}

void require_count(std::string_view field, std::size_t value, std::size_t least,
                   std::size_t most = 1'000'000) {
  if (value >= least && value <= most) return;
  refuse(field, "is " + std::to_string(value),
         "must be " + std::to_string(least) + " to " + std::to_string(most));
}

// What a browser can send, as a header and, in base64url, as a subprotocol.
void require_token(const std::string& token) {
  const bool sendable = std::ranges::all_of(token, [](unsigned char c) { return std::isgraph(c); });
  if (sendable && token.size() <= 1024) return;
  refuse("token", "has a space, or a sign that is not ASCII, or is longer than 1024",
         "must be visible ASCII characters");
}

}  // namespace

void validate(const ServeOptions& options) {
  constexpr double kDay = 86400.0;   // seconds
  constexpr double kMost = 65536.0;  // MiB
  if (options.host.empty()) refuse("host", "is empty", "must be an address or localhost");
  if (options.port < 0 || options.port > 65535) {
    refuse("port", "is " + std::to_string(options.port), "must be 0 to 65535");
  }
  require_token(options.token);
  require_count("threads", options.threads, 0, 1024);
  require_count("max_connections", options.max_connections, 1);
  require_count("max_streams", options.max_streams, 0);
  require_count("max_queue", options.max_queue, 1);
  require_positive("max_body", options.max_body, kMost);
  require_positive("max_held", options.max_held, kMost);
  require_positive("max_audio", options.max_audio, 365.0 * kDay);
  require_positive("max_backlog", options.max_backlog, kDay);
  require_positive("idle", options.idle, kDay);
  require_positive("patience", options.patience, kDay);
  if (options.grace == 0.0) return;
  require_positive("grace", options.grace, kDay);
}

}  // namespace emovox::server
