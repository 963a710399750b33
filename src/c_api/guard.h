// Calls C++ from the C API: an exception becomes a status and a message of the
// calling thread, and arguments from C are checked.
#pragma once

#include <cmath>
#include <cstdint>
#include <exception>
#include <map>
#include <new>
#include <nlohmann/json.hpp>
#include <span>
#include <string>
#include <string_view>

#include "emovox.h"
#include "emovox/error.h"
#include "text/options_json.h"

/// Option values by name, as the caller set them.
struct emovox_options {
  std::map<std::string, double> values;
};

namespace emovox::c_api {

/// Keeps the message for emovox_last_error(), cut to the size of the buffer.
void remember_error(std::string_view message) noexcept;

emovox_status status_of(ErrorCode code) noexcept;

/// Runs `work` and returns the status of an exception that it throws.
template <class Work>
emovox_status guarded(Work&& work) noexcept {
  try {
    work();
    return EMOVOX_OK;
  } catch (const Error& error) {
    remember_error(error.what());
    return status_of(error.code());
  } catch (const std::bad_alloc&) {
    remember_error("emovox: there is not enough memory");
    return EMOVOX_OUT_OF_MEMORY;
  } catch (const std::exception& error) {
    remember_error(error.what());
  } catch (...) {
    remember_error("emovox: an unknown exception; this is a defect of the library");
  }
  return EMOVOX_INTERNAL;
}

/// Runs `make` and passes its result to the caller, who owns it; NULL where it throws.
template <class T, class Make>
emovox_status give(T** result, Make&& make) noexcept {
  if (result) *result = nullptr;
  return guarded([&] {
    if (!result) {
      throw Error(ErrorCode::invalid_argument, "result", "is NULL", "must point to a pointer");
    }
    *result = make();
  });
}

/// Throws invalid_argument if the caller passed NULL.
template <class T>
T& require(T* pointer, std::string_view what) {
  if (!pointer) throw Error(ErrorCode::invalid_argument, what, "is NULL", "must not be NULL");
  return *pointer;
}

/// Samples from C: NULL is allowed when their number is 0.
inline std::span<const float> to_span(const float* samples, size_t count) {
  if (count > 0) require(samples, "samples");
  return {samples, count};
}

/// Converts `enumerator` to the C++ enum with the same values; `last` is the largest one.
template <class Enum, class CEnum>
Enum to_enum(CEnum enumerator, Enum last, std::string_view what) {
  const auto value = static_cast<long>(enumerator);
  if (value < 0 || value > static_cast<long>(last)) {
    throw Error(ErrorCode::invalid_argument, what, "is " + std::to_string(value),
                "must be one of the enumerators of emovox.h");
  }
  return static_cast<Enum>(value);
}

/// The options struct with the values that the caller set; throws invalid_argument for a name that
/// no numeric field has, and if an integer field gets a fraction.
template <class Options>
Options read_options(const emovox_options* given) {
  if (!given) return {};
  nlohmann::json object = nlohmann::json::object();
  for (const auto& [name, value] : given->values) {
    // A double has every whole number up to 2^53, and JSON tells integers from other numbers.
    constexpr double kMostWhole = 9007199254740992.0;
    const bool whole = std::abs(value) <= kMostWhole && value == std::trunc(value);
    object[name] = whole ? nlohmann::json(static_cast<std::int64_t>(value)) : nlohmann::json(value);
  }
  return text::JsonReader::of_message().options<Options>(object, "options");
}

}  // namespace emovox::c_api
