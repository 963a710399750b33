// Makes command-line flags of options structs: one flag for each field of visit_fields, named with
// dashes (frames_per_step → --frames-per-step), with its meaning, range and default as help.
#pragma once

#include <CLI/CLI.hpp>
#include <algorithm>
#include <concepts>
#include <string>
#include <string_view>
#include <system_error>

#include "emovox/fields.h"
#include "text/field_text.h"
#include "text/fields.h"
#include "text/number.h"

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

using text::IsOptional;
using text::IsVector;

[[noreturn]] inline void reject(std::string_view given, std::string_view must_be) {
  throw CLI::ValidationError("'" + std::string(given) + "' must be " + std::string(must_be));
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

template <class Number>
Number parse_number(std::string_view given, const Range& range, std::string_view unit,
                    std::string_view must_be) {
  Number value{};
  const std::errc error = text::parse_whole(given, value);
  if (error == std::errc::result_out_of_range) reject(given, "within the range of its type");
  if (error != std::errc{}) reject(given, must_be);
  const auto number = static_cast<double>(value);
  if (!range.contains(number)) reject(given, text::range_text(range, unit));
  return value;
}

template <class T>
T from_text(std::string_view given, const FieldInfo& info) {
  if constexpr (IsVector<T>::value) {
    T values;
    for (std::size_t from = 0; from <= given.size();) {
      const std::size_t comma = std::min(given.find(',', from), given.size());
      values.push_back(from_text<typename T::value_type>(given.substr(from, comma - from), info));
      from = comma + 1;
    }
    return values;
  } else if constexpr (IsOptional<T>::value) {
    return from_text<typename T::value_type>(given, info);
  } else if constexpr (std::same_as<T, bool>) {
    if (given == "on" || given == "true" || given == "yes" || given == "1") return true;
    if (given == "off" || given == "false" || given == "no" || given == "0") return false;
    reject(given, "on or off");
  } else if constexpr (std::unsigned_integral<T>) {
    return parse_number<T>(given, info.range, info.unit, "a whole number from 0");
  } else if constexpr (std::integral<T>) {
    return parse_number<T>(given, info.range, info.unit, "a whole number");
  } else if constexpr (std::floating_point<T>) {
    return parse_number<T>(given, info.range, info.unit, "a number");
  } else if constexpr (NamedEnum<T>) {
    const auto value = from_name<T>(given);
    if (!value) reject(given, "one of " + name_list<T>());
    return *value;
  } else {
    return T(given);
  }
}

// "Seconds from one window to the next (above 0 and at most 30, default 0.5)". The meaning names
// the unit.
template <class T>
std::string help_text(const FieldInfo& info, const T& value) {
  std::string help(info.meaning);
  const std::string names = choices<T>();
  if (!names.empty()) help += (IsVector<T>::value ? ": any of " : ": ") + names;
  std::string notes;
  if (text::has_bounds(info.range)) notes = text::range_text(info.range);
  const std::string standard = text::field_text(value, text::kFlagSyntax);
  if (!standard.empty()) notes += (notes.empty() ? "" : ", ") + ("default " + standard);
  if (!notes.empty()) help += " (" + notes + ")";
  return help;
}

}  // namespace flags

/// Adds a flag that sets `field`, whose current value is the default. The app refers to the field
/// and to the texts of `info`, which are literals in field lists. A value out of the range of
/// `info` is refused: "--hop: '40' must be above 0 and at most 30 seconds".
template <class T>
CLI::Option* add_flag(CLI::App& app, const std::string& name, T& field, const FieldInfo& info,
                      const std::string& group = {}) {
  CLI::Option* option = app.add_option_function<std::string>(
      name,
      [&field, name, info](const std::string& given) {
        try {
          field = flags::from_text<T>(given, info);
        } catch (const CLI::ValidationError& error) {
          throw CLI::ValidationError(name, error.what());
        }
      },
      flags::help_text(info, field));
  option->option_text(flags::type_label<T>());
  if (!group.empty()) option->group(group);
  return option;
}

/// Adds a flag for every field of `options`, which must outlive the parsing.
template <class Options>
void add_flags(CLI::App& app, Options& options, const FlagStyle& style = {}) {
  Options::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo& info) {
    add_flag(app, flag_name(name, style.prefix), field, info, style.group);
  });
}

}  // namespace emovox::command
