// Why the server does not do what it was asked: one table of words, HTTP statuses and close codes.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <string_view>

#include "emovox/error.h"

namespace emovox::server {

enum class RefusalCode {
  invalid_argument,    // a value that is not accepted
  malformed,           // bytes that are no request, no message
  out_of_order,        // a message that has no place in this state of the stream
  corrupt_data,        // a recording that contradicts its own format
  unsupported,         // a format that is not read
  unauthorized,        // no token, or a wrong one
  forbidden,           // a page of another origin asks
  misdirected,         // asked for by a name that is not the server's
  not_found,           // no such path
  method_not_allowed,  // the path is there, for other methods
  upgrade_required,    // the path speaks WebSocket alone
  too_large,           // more bytes than the server takes
  head_too_large,      // more bytes before the body than the server takes
  too_long,            // more seconds of sound than the server takes
  timed_out,           // nothing, or too little, arrived in time
  busy,                // as much is open, or waits, as the server takes on
  too_slow,            // a client that does not read what it is told
  stopping,            // the server is about to end
  internal             // a defect of the server
};

/// A refusal as JSON, HTTP and WebSocket tell it.
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

/// Thrown where a request is refused.
class Refused : public std::exception {
 public:
  Refused(RefusalCode code, std::string_view where, std::string_view was, std::string_view must_be);
  const Refusal& refusal() const noexcept { return refusal_; }
  const char* what() const noexcept override { return refusal_.message.c_str(); }

 private:
  Refusal refusal_;
};

/// An error of the library as the client is told of it: what is its fault keeps its words, what is
/// the server's says so and no more.
Refusal refusal_of(const Error& error);

}  // namespace emovox::server
