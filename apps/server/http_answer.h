// What is answered to an HTTP request, whatever carries it.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "server/refusal.h"

namespace emovox::server {

using Field = std::pair<std::string, std::string>;

struct HttpAnswer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::string_view lasting_body{};  // instead of body: bytes that outlive the answer
  std::vector<Field> fields{};      // besides kSecurityFields

  std::string_view content() const noexcept { return lasting_body.empty() ? body : lasting_body; }
};

/// In every answer: the page loads nothing from elsewhere and stands in no other page, and nothing
/// is kept without being asked for again.
inline constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kSecurityFields{{
    {"Content-Security-Policy",
     "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
     "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"},
    {"Permissions-Policy", "microphone=(self)"},
    {"Referrer-Policy", "no-referrer"},
    {"X-Content-Type-Options", "nosniff"},
    {"Cache-Control", "no-cache"},
}};

/// What stands in an answer's head besides what it says.
struct AnswerHead {
  std::string_view request_id;
  int version = 11;   // of the request
  bool last = false;  // the connection ends with it
};

/// "HTTP/1.1 200 OK" and the fields, to the empty line.
std::string head_text(const HttpAnswer& answer, const AnswerHead& head);

HttpAnswer json_answer(std::string text);

/// {"error": {"code", "message", "request_id"}}, with what its status asks for.
HttpAnswer refusal_answer(const Refusal& refusal, std::string_view request_id);

}  // namespace emovox::server
