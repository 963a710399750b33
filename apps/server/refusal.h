// Errors that the server reports to clients: one table of words, HTTP statuses and WebSocket close
// codes.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "emovox/error.h"

namespace emovox::server {

enum class RefusalCode {
  invalid_argument,    // a value that is not accepted
  malformed,           // bytes that are not a request or not a message
  out_of_order,        // a message that the state of the stream does not allow
  corrupt_data,        // a recording that contradicts its own format
  unsupported,         // a format that cannot be read
  unauthorized,        // the token is missing or wrong
  forbidden,           // the request comes from a page of another origin
  misdirected,         // the Host is not a name of this server
  not_found,           // the path does not exist
  method_not_allowed,  // the path exists, for other methods
  upgrade_required,    // the path accepts only WebSocket handshakes
  too_large,           // more bytes than the server accepts
  head_too_large,      // a longer header than the server accepts
  too_long,            // more seconds of audio than the server accepts
  timed_out,           // too little arrived in time
  busy,                // the server is at the limit of open or waiting work
  too_slow,            // the client does not read its messages
  stopping,            // the server is shutting down
  internal             // a defect of the server
};

/// How JSON, HTTP and WebSocket express a refusal.
struct RefusalKind {
  std::string_view word;     // "too_large"
  unsigned http_status;      // 413
  std::uint16_t close_code;  // 1009
};

const RefusalKind& kind_of(RefusalCode code) noexcept;

struct Refusal {
  RefusalCode code = RefusalCode::internal;
  std::string message;  // where: what was; what must be
};

/// The exception that refuses a request.
class Refused : public std::exception {
 public:
  Refused(RefusalCode code, std::string_view where, std::string_view was, std::string_view must_be);
  const Refusal& refusal() const noexcept { return refusal_; }
  const char* what() const noexcept override { return refusal_.message.c_str(); }

 private:
  Refusal refusal_;
};

/// The refusal that reports an error of the library. Errors that the client has caused keep their
/// message; the message of all others says only that the server failed.
Refusal refusal_of(const Error& error);

}  // namespace emovox::server
