// Makes command-line flags of options structs: one flag for each field of visit_fields, named with
// dashes (frames_per_step → --frames-per-step), with its meaning and default as help.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <concepts>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "emovox/fields.h"

namespace emovox::command {

struct FlagStyle {
  std::string prefix;  // "train" makes --train-batch-size of batch_size
  std::string group;   // heading in the help; empty: "Options"
};

/// "frames_per_step" → "--frames-per-step", or "--prefix-frames-per-step".
inline std::string flag_name(std::string_view field, std::string_view prefix = {}) {
  std::string name = "--";
  if (!prefix.empty()) name.append(prefix).append("-");
  name.append(field);
  std::replace(name.begin() + 2, name.end(), '_', '-');
  return name;
}

namespace flags {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};
template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};

[[noreturn]] inline void reject(std::string_view text, std::string_view must_be) {
  throw CLI::ValidationError("'" + std::string(text) + "' must be " + std::string(must_be));
}

// The placeholder for values of this type in the help.
template <class T>
std::string type_label() {
  if constexpr (IsVector<T>::value || IsOptional<T>::value) {
    const std::string one = type_label<typename T::value_type>();
    return IsVector<T>::value ? one + ",..." : one;
  } else if constexpr (std::same_as<T, bool>) {
    return "on|off";
  } else if constexpr (std::integral<T>) {
    return "COUNT";
  } else if constexpr (std::floating_point<T>) {
    return "NUMBER";
  } else if constexpr (NamedEnum<T>) {
    return "NAME";
  } else {
    return "TEXT";
  }
}

// "peephole, plain" for types with named values, empty for others.
template <class T>
std::string choices() {
  if constexpr (IsVector<T>::value || IsOptional<T>::value) {
    return choices<typename T::value_type>();
  } else if constexpr (NamedEnum<T>) {
    return name_list<T>();
  } else {
    return {};
  }
}

template <class T>
std::string to_text(const T& value) {
  if constexpr (IsVector<T>::value) {
    std::string text;
    for (const auto& one : value) text += (text.empty() ? "" : ",") + to_text(one);
    return text;
  } else if constexpr (IsOptional<T>::value) {
    return value ? to_text(*value) : std::string();
  } else if constexpr (std::same_as<T, bool>) {
    return value ? "on" : "off";
  } else if constexpr (std::floating_point<T>) {
    char buffer[64];
    const bool plain = value == 0 || (std::abs(value) >= 1e-6 && std::abs(value) < 1e9);
    const auto format = plain ? std::chars_format::fixed : std::chars_format::general;
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value, format).ptr};
  } else if constexpr (std::integral<T>) {
    return std::to_string(value);
  } else if constexpr (NamedEnum<T>) {
    return std::string(to_name(value));
  } else {
    return std::string(value);
  }
}

template <class Number>
Number parse_number(std::string_view text, std::string_view must_be) {
  Number value{};
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, value);
  if (result.ec == std::errc::result_out_of_range) reject(text, "within the range of its type");
  if (result.ec != std::errc() || result.ptr != end) reject(text, must_be);
  return value;
}

template <class T>
T from_text(std::string_view text) {
  if constexpr (IsVector<T>::value) {
    T values;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t comma = std::min(text.find(',', from), text.size());
      values.push_back(from_text<typename T::value_type>(text.substr(from, comma - from)));
      from = comma + 1;
    }
    return values;
  } else if constexpr (IsOptional<T>::value) {
    return from_text<typename T::value_type>(text);
  } else if constexpr (std::same_as<T, bool>) {
    if (text == "on" || text == "true" || text == "yes" || text == "1") return true;
    if (text == "off" || text == "false" || text == "no" || text == "0") return false;
    reject(text, "on or off");
  } else if constexpr (std::unsigned_integral<T>) {
    return parse_number<T>(text, "a whole number from 0");
  } else if constexpr (std::integral<T>) {
    return parse_number<T>(text, "a whole number");
  } else if constexpr (std::floating_point<T>) {
    const T value = parse_number<T>(text, "a number");
    if (!std::isfinite(value)) reject(text, "a finite number");
    return value;
  } else if constexpr (NamedEnum<T>) {
    const auto value = from_name<T>(text);
    if (!value) reject(text, "one of " + name_list<T>());
    return *value;
  } else {
    return T(text);
  }
}

// "Seconds from one window to the next (default 0.5)"
template <class T>
std::string help_text(std::string_view meaning, const T& value) {
  std::string help(meaning);
  const std::string names = choices<T>();
  if (!names.empty()) help += (IsVector<T>::value ? ": any of " : ": ") + names;
  const std::string standard = to_text(value);
  if (!standard.empty()) help += " (default " + standard + ")";
  return help;
}

}  // namespace flags

/// Adds a flag that sets `field`, whose current value is the default. The app refers to the
/// field from then on.
template <class T>
CLI::Option* add_flag(CLI::App& app, const std::string& name, T& field, std::string_view meaning,
                      const std::string& group = {}) {
  CLI::Option* option = app.add_option_function<std::string>(
      name,
      [&field, name](const std::string& text) {
        try {
          field = flags::from_text<T>(text);
        } catch (const CLI::ValidationError& error) {
          throw CLI::ValidationError(name, error.what());
        }
      },
      flags::help_text(meaning, field));
  option->option_text(flags::type_label<T>());
  if (!group.empty()) option->group(group);
  return option;
}

/// Adds a flag for every field of `options`, which must outlive the parsing.
template <class Options>
void add_flags(CLI::App& app, Options& options, const FlagStyle& style = {}) {
  Options::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo& info) {
    add_flag(app, flag_name(name, style.prefix), field, info.meaning, style.group);
  });
}

}  // namespace emovox::command
