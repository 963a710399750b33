// Checks of options structs against the ranges in their field lists (emovox/fields.h).
#pragma once

#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "emovox/fields.h"

namespace emovox::text {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

/// A type that has a field list.
template <class T>
concept HasFields = requires(T& options) {
  T::visit_fields(options, [](std::string_view, auto&, const FieldInfo&) {});
};

/// Whether a range excludes any finite number.
bool has_bounds(const Range& range);

/// "from 0.1 to 30 seconds", "above 0 and below 1", "at least 0 dB", "a finite number".
std::string range_text(const Range& range, std::string_view unit = {});

/// Throws invalid_argument: "StreamOptions.hop: is 4; must be at most the window, 3 seconds".
[[noreturn]] void refuse_field(std::string_view options, std::string_view field, double value,
                               std::string_view must_be);

/// Throws the same unless `holds`. For conditions on two fields, which a range cannot express.
inline void require_field(bool holds, std::string_view options, std::string_view field,
                          double value, std::string_view must_be) {
  if (!holds) refuse_field(options, field, value, must_be);
}

/// Throws invalid_argument unless each number of `field` is in the range of its field list.
template <class Field>
void validate_field(std::string_view options, std::string_view name, const Field& field,
                    const FieldInfo& info);

/// The same for every field of `options`, in order: "StreamOptions.window: is 40; must be from 0.1
/// to 30 seconds". `name` is that of the struct.
template <class Options>
void validate_fields(const Options& options, std::string_view name) {
  Options::visit_fields(options,
                        [&](std::string_view field, const auto& value, const FieldInfo& info) {
                          validate_field(name, field, value, info);
                        });
}

template <class Field>
void validate_field(std::string_view options, std::string_view name, const Field& field,
                    const FieldInfo& info) {
  if constexpr (HasFields<const Field>) {
    validate_fields(field, std::string(options).append(".").append(name));
  } else if constexpr (IsVector<Field>::value) {
    for (const auto& element : field) validate_field(options, name, element, info);
  } else if constexpr (IsOptional<Field>::value) {
    if (field) validate_field(options, name, *field, info);
  } else if constexpr (std::is_arithmetic_v<Field> && !std::same_as<Field, bool>) {
    const auto value = static_cast<double>(field);
    if (!info.range.contains(value)) {
      refuse_field(options, name, value, range_text(info.range, info.unit));
    }
  }
}

}  // namespace emovox::text
