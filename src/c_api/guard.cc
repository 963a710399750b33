#include "c_api/guard.h"

#include <algorithm>
#include <array>

namespace emovox::c_api {
namespace {

/// A fixed buffer, so that keeping a message cannot fail.
std::array<char, 1024>& last_error() noexcept {
  thread_local std::array<char, 1024> message{};
  return message;
}

}  // namespace

void remember_error(std::string_view message) noexcept {
  auto& kept = last_error();
  const std::size_t length = std::min(message.size(), kept.size() - 1);
  std::copy_n(message.data(), length, kept.data());
  kept[length] = '\0';
}

emovox_status status_of(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return EMOVOX_INVALID_ARGUMENT;
    case ErrorCode::not_found: return EMOVOX_NOT_FOUND;
    case ErrorCode::corrupt_data: return EMOVOX_CORRUPT_DATA;
    case ErrorCode::unsupported: return EMOVOX_UNSUPPORTED;
    case ErrorCode::io: return EMOVOX_IO;
    case ErrorCode::too_long: return EMOVOX_TOO_LONG;
    case ErrorCode::cancelled: return EMOVOX_CANCELLED;
    case ErrorCode::internal: return EMOVOX_INTERNAL;
  }
  return EMOVOX_INTERNAL;
}

}  // namespace emovox::c_api

using emovox::c_api::give;
using emovox::c_api::guarded;
using emovox::c_api::require;

const char* emovox_last_error(void) { return emovox::c_api::last_error().data(); }

const char* emovox_version(void) { return EMOVOX_VERSION; }

const char* emovox_status_name(emovox_status status) {
  switch (status) {
    case EMOVOX_OK: return "ok";
    case EMOVOX_INVALID_ARGUMENT: return "invalid_argument";
    case EMOVOX_NOT_FOUND: return "not_found";
    case EMOVOX_CORRUPT_DATA: return "corrupt_data";
    case EMOVOX_UNSUPPORTED: return "unsupported";
    case EMOVOX_IO: return "io";
    case EMOVOX_INTERNAL: return "internal";
    case EMOVOX_OUT_OF_MEMORY: return "out_of_memory";
    case EMOVOX_TOO_LONG: return "too_long";
    case EMOVOX_CANCELLED: return "cancelled";
  }
  return "unknown";
}

emovox_status emovox_options_new(emovox_options** options) {
  return give(options, [] { return new emovox_options; });
}

void emovox_options_free(emovox_options* options) { delete options; }

emovox_status emovox_options_set(emovox_options* options, const char* name, double value) {
  return guarded([&] { require(options, "options").values[&require(name, "name")] = value; });
}
