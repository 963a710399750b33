// Calls C++ from the C API: an exception becomes a status and a message of the
// calling thread, and arguments from C are checked.
#pragma once

#include <cmath>
#include <exception>
#include <map>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "emovox.h"
#include "emovox/error.h"
#include "emovox/fields.h"

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

/// Sets a numeric field; throws invalid_argument if an integer field gets a fraction.
template <class Field>
void set_number(Field& field, const std::string& name, double value) {
  if constexpr (std::is_integral_v<Field>) {
    if (!(std::abs(value) <= 1e9) || value != std::trunc(value)) {
      throw Error(ErrorCode::invalid_argument, name, "is " + std::to_string(value),
                  "must be a whole number");
    }
  }
  field = static_cast<Field>(value);
}

/// The options struct with the values that the caller set; throws invalid_argument for a name that
/// that no numeric field has.
template <class Options>
Options read_options(const emovox_options* given) {
  Options options;
  if (!given) return options;
  for (const auto& [name, value] : given->values) {
    bool found = false;
    Options::visit_fields(options, [&](std::string_view field_name, auto& field,
                                       [[maybe_unused]] const FieldInfo& info) {
      if constexpr (std::is_arithmetic_v<std::remove_reference_t<decltype(field)>>) {
        if (field_name != name && (name.empty() || info.former_name != name)) return;
        set_number(field, name, value);
        found = true;
      }
    });
    if (!found) {
      throw Error(ErrorCode::invalid_argument, "options",
                  "have no numeric field named \"" + name + '"',
                  "must be named as in the C++ options struct");
    }
  }
  return options;
}

}  // namespace emovox::c_api
