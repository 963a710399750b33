// The one error type of the library. Every message reads "where: what was; what must be".
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

#include "emovox/export.h"

namespace emovox {

enum class ErrorCode {
  invalid_argument,  // the caller's value is outside what the function accepts
  not_found,         // a file, label or name that does not exist
  corrupt_data,      // bytes that contradict their own format
  unsupported,       // a valid thing that this build or version does not handle
  io,                // the operating system refused to read or write
  too_long,          // audio that lasts longer than the caller allows
  cancelled,         // the caller asked to stop
  internal           // a defect of the library
};

/// The stable lower-case name of a code, for JSON and logs: "corrupt_data".
std::string_view to_string(ErrorCode code) noexcept;

/// Thrown by every function of the library that can fail. The only other exception is
/// std::bad_alloc.
class EMOVOX_EXPORT Error : public std::runtime_error {
 public:
  Error(ErrorCode code, std::string_view where, std::string_view was, std::string_view must_be)
      : std::runtime_error(compose(where, was, must_be)), code_(code) {}

  ErrorCode code() const noexcept { return code_; }

 private:
  static std::string compose(std::string_view where, std::string_view was,
                             std::string_view must_be) {
    std::string message;
    message.reserve(where.size() + was.size() + must_be.size() + 4);
    message.append(where).append(": ").append(was);
    if (!must_be.empty()) message.append("; ").append(must_be);
    return message;
  }

  ErrorCode code_;
};

inline std::string_view to_string(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return "invalid_argument";
    case ErrorCode::not_found: return "not_found";
    case ErrorCode::corrupt_data: return "corrupt_data";
    case ErrorCode::unsupported: return "unsupported";
    case ErrorCode::io: return "io";
    case ErrorCode::too_long: return "too_long";
    case ErrorCode::cancelled: return "cancelled";
    case ErrorCode::internal: return "internal";
  }
  return "internal";
}

}  // namespace emovox
