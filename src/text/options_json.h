// Options structs ↔ JSON objects through their one field list (visit_fields): the only place that
// reads or writes fields as JSON. A value must have its field's own type; validate_fields
// (text/fields.h) checks the ranges. `Json` is nlohmann::json or nlohmann::ordered_json.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "emovox/fields.h"
#include "text/fields.h"
#include "text/number.h"

namespace emovox::text {

/// A JSON value for an error message: short, and ASCII whatever it holds.
template <class Json>
std::string described(const Json& value);

/// Reads JSON values into fields. Errors name the field, its value and what it must be.
class JsonReader {
 public:
  /// For the file `where`. A wrong type throws corrupt_data, "<where>: <key> is <value>; must be
  /// <wanted>". An unknown key, and an unknown word of an enum, throw unsupported: a newer version
  /// may know them.
  static JsonReader of_file(std::string_view where) { return JsonReader(where); }

  /// For what a caller or a client sends. Every refusal throws invalid_argument, "<key>: is
  /// <value>; must be <wanted>".
  static JsonReader of_message() { return JsonReader({}); }

  /// Throws as for a wrong type.
  template <class Json>
  [[noreturn]] void refuse(const Json& value, std::string_view key, std::string_view wanted) const {
    refuse_type(described(value), key, wanted);
  }

  template <class Json>
  void require_object(const Json& value, std::string_view key) const {
    if (!value.is_object()) refuse(value, key, "an object");
  }

  /// Sets `field`: a bool, an integer, a finite number, a string, an enum by its word, a list of
  /// these, or a struct with a field list of its own.
  template <class Json, class Field>
  void read(const Json& value, std::string_view key, Field& field) const;

  /// An options struct from an object. A missing key keeps its default; a field's former name is
  /// read in place of the name. Messages name `prefix.key`.
  template <class Options, class Json>
  Options options(const Json& object, std::string_view prefix) const {
    Options options;
    read_fields(object, prefix, options);
    return options;
  }

 private:
  explicit JsonReader(std::string_view where) : where_(where) {}

  [[noreturn]] void refuse_type(const std::string& was, std::string_view key,
                                std::string_view wanted) const;
  [[noreturn]] void refuse_word(const std::string& was, std::string_view key,
                                const std::string& known) const;
  [[noreturn]] void refuse_key(const std::string& key, std::string_view prefix,
                               const std::string& known) const;

  template <class Json, class Options>
  void read_fields(const Json& object, std::string_view prefix, Options& options) const;

  std::string_view where_;  // empty: what is read is no file
};

/// The value as an integer of this type, or nothing where it is no integer or does not fit.
template <std::integral Integer, class Json>
std::optional<Integer> integer_of(const Json& value) {
  const auto fitting = [](auto number) -> std::optional<Integer> {
    if (!std::in_range<Integer>(number)) return std::nullopt;
    return static_cast<Integer>(number);
  };
  if (value.is_number_unsigned()) return fitting(value.template get<std::uint64_t>());
  if (value.is_number_integer()) return fitting(value.template get<std::int64_t>());
  return std::nullopt;
}

template <class Json, class Field>
void JsonReader::read(const Json& value, std::string_view key, Field& field) const {
  if constexpr (NamedEnum<Field>) {
    if (!value.is_string()) refuse(value, key, "one of " + name_list<Field>());
    const auto known = from_name<Field>(value.template get_ref<const std::string&>());
    if (!known) refuse_word(described(value), key, name_list<Field>());
    field = *known;
  } else if constexpr (IsVector<Field>::value) {
    if (!value.is_array()) refuse(value, key, "a list");
    Field elements(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) read(value[i], key, elements[i]);
    field = std::move(elements);
  } else if constexpr (HasFields<Field>) {
    read_fields(value, key, field);
  } else if constexpr (std::same_as<Field, bool>) {
    if (!value.is_boolean()) refuse(value, key, "true or false");
    field = value.template get<bool>();
  } else if constexpr (std::integral<Field>) {
    using Limits = std::numeric_limits<Field>;
    const auto integer = integer_of<Field>(value);
    if (!integer) {
      refuse(value, key,
             "a whole number from " + number_text(Limits::min()) + " to " +
                 number_text(Limits::max()));
    }
    field = *integer;
  } else if constexpr (std::floating_point<Field>) {
    const bool finite = value.is_number() && std::isfinite(value.template get<Field>());
    if (!finite) refuse(value, key, "a number");
    field = value.template get<Field>();
  } else {
    if (!value.is_string()) refuse(value, key, "a string");
    field = value.template get<std::string>();
  }
}

template <class Json, class Options>
void JsonReader::read_fields(const Json& object, std::string_view prefix, Options& options) const {
  require_object(object, prefix);
  const std::string dotted = prefix.empty() ? std::string() : std::string(prefix) + '.';
  std::set<std::string> known;
  std::string names;
  Options::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo& info) {
    names.append(names.empty() ? "" : ", ").append(name);
    for (const std::string_view key : {name, info.former_name}) {
      const auto found = key.empty() ? object.end() : object.find(std::string(key));
      if (found == object.end()) continue;
      known.insert(std::string(key));
      if (key != name && object.contains(std::string(name))) {
        refuse(*found, dotted + std::string(key),
               "left out beside its newer name " + std::string(name));
      }
      read(*found, dotted + std::string(key), field);
    }
  });
  for (const auto& entry : object.items()) {
    if (!known.contains(entry.key())) refuse_key(entry.key(), prefix, names);
  }
}

/// A field's value: an enum as its word, a list as an array, a struct as an object.
template <class Json, class Field>
Json field_to_json(const Field& field);

/// An object with every field of `options`, in the order of their list where Json keeps it.
template <class Json, class Options>
Json options_to_json(const Options& options) {
  Json object = Json::object();
  Options::visit_fields(options, [&](std::string_view name, const auto& field, const FieldInfo&) {
    object[std::string(name)] = field_to_json<Json>(field);
  });
  return object;
}

/// The same with only the fields that differ from their defaults: a version that does not know a
/// newer field reads what does not use it.
template <class Json, class Options>
Json changed_to_json(const Options& options) {
  Json object = options_to_json<Json>(options);
  const Json defaults = options_to_json<Json>(Options{});
  for (const auto& entry : defaults.items()) {
    if (object[entry.key()] == entry.value()) object.erase(entry.key());
  }
  return object;
}

template <class Json, class Field>
Json field_to_json(const Field& field) {
  if constexpr (NamedEnum<Field>) {
    return std::string(to_name(field));
  } else if constexpr (IsVector<Field>::value) {
    Json list = Json::array();
    for (const auto& element : field) list.push_back(field_to_json<Json>(element));
    return list;
  } else if constexpr (HasFields<const Field>) {
    return options_to_json<Json>(field);
  } else {
    return field;
  }
}

}  // namespace emovox::text
