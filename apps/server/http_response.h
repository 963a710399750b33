// HTTP responses: status, header fields and body.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/refusal.h"

namespace emovox::server {

using HeaderField = std::pair<std::string, std::string>;

struct HttpResponse {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::string_view static_body{};     // used instead of `body`: bytes that outlive the response
  std::vector<HeaderField> fields{};  // in addition to kSecurityFields

  std::string_view content() const noexcept { return static_body.empty() ? body : static_body; }
};

/// Header fields of every response. The page loads nothing from other servers, cannot be framed by
/// another page, and browsers revalidate what they have cached.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSecurityFields{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"Permissions-Policy", "microphone=(self)"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cache-Control", "no-cache"},
}};

/// The fields of a response's header that concern the connection.
struct ConnectionFields {
  std::string_view request_id;
  int version = 11;    // of the request
  bool close = false;  // the server closes the connection after this response
};

/// The status line "HTTP/1.1 200 OK" and all header fields, with the empty line that ends them.
std::string header_text(const HttpResponse& response, const ConnectionFields& connection);

HttpResponse json_response(std::string text);

/// {"error": {"code", "message", "request_id"}}, with the header fields that its status requires.
HttpResponse error_response(const Refusal& refusal, std::string_view request_id);

}  // namespace emovox::server
