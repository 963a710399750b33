#include "server/refusal.h"

#include <array>
#include <cstddef>

namespace emovox::server {
namespace {

// In the order of RefusalCode. Close codes are those of RFC 6455, section 7.4.1; 1012 (service
// restart) and 1013 (try again later) are in its registry; 4408 is our own, after HTTP's 408.
constexpr std::array<RefusalKind, 19> kKinds{{
    {"invalid_argument", 400, 1008}, {"malformed", 400, 1002},
    {"out_of_order", 400, 1002},     {"corrupt_data", 422, 1007},
    {"unsupported", 415, 1003},      {"unauthorized", 401, 1008},
    {"forbidden", 403, 1008},        {"misdirected", 421, 1008},
    {"not_found", 404, 1008},        {"method_not_allowed", 405, 1008},
    {"upgrade_required", 426, 1002}, {"too_large", 413, 1009},
    {"head_too_large", 431, 1009},   {"too_long", 413, 1009},
    {"timed_out", 408, 4408},        {"busy", 429, 1013},
    {"too_slow", 408, 1008},         {"stopping", 503, 1012},
    {"internal", 500, 1011},
}};
static_assert(kKinds.size() == static_cast<std::size_t>(RefusalCode::internal) + 1);

RefusalCode code_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return RefusalCode::invalid_argument;
    case ErrorCode::corrupt_data: return RefusalCode::corrupt_data;
    case ErrorCode::unsupported: return RefusalCode::unsupported;
    case ErrorCode::too_long: return RefusalCode::too_long;
    case ErrorCode::cancelled: return RefusalCode::stopping;
    case ErrorCode::not_found:
    case ErrorCode::io:
    case ErrorCode::internal: break;  // the server's own files, and defects
  }
  return RefusalCode::internal;
}

}  // namespace

const RefusalKind& kind_of(RefusalCode code) noexcept {
  return kKinds[static_cast<std::size_t>(code)];
}

Refused::Refused(RefusalCode code, std::string_view where, std::string_view was,
                 std::string_view must_be)
    : refusal_{code, Error(ErrorCode::internal, where, was, must_be).what()} {}

Refusal refusal_of(const Error& error) {
  const RefusalCode code = code_of(error.code());
  return {code, code == RefusalCode::internal ? "server: failed; its log says why" : error.what()};
}

}  // namespace emovox::server
