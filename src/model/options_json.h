// Options structs ↔ JSON objects through their one field list (visit_fields).
#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/error.h"
#include "emovox/fields.h"
#include "text/json_text.h"

namespace emovox::model {

using text::describe;
using text::Json;
using text::parse_json;
using text::refuse_field;
using text::require_object;

/// Throws unsupported: "<where>: <was>; must be one of <known>, or the file was made by a newer
/// version of emovox".
[[noreturn]] void refuse_unknown(std::string_view where, std::string_view was,
                                 std::string_view known);

void read_field(const Json& value, std::string_view where, std::string_view key, bool& field);
void read_field(const Json& value, std::string_view where, std::string_view key, int& field);
void read_field(const Json& value, std::string_view where, std::string_view key, double& field);
void read_field(const Json& value, std::string_view where, std::string_view key,
                std::string& field);

template <NamedEnum Enum>
void read_field(const Json& value, std::string_view where, std::string_view key, Enum& field) {
  if (!value.is_string()) refuse_field(value, where, key, "one of " + name_list<Enum>());
  const auto read = from_name<Enum>(value.get_ref<const std::string&>());
  if (!read) {
    refuse_unknown(where, std::string(key) + " is " + describe(value), name_list<Enum>());
  }
  field = *read;
}

template <class Element>
void read_field(const Json& value, std::string_view where, std::string_view key,
                std::vector<Element>& field) {
  if (!value.is_array()) refuse_field(value, where, key, "a list");
  std::vector<Element> elements(value.size());
  for (std::size_t i = 0; i < value.size(); ++i) read_field(value[i], where, key, elements[i]);
  field = std::move(elements);
}

inline Json write_field(bool field) { return field; }
inline Json write_field(int field) { return field; }
inline Json write_field(double field) { return field; }
inline Json write_field(const std::string& field) { return field; }

template <NamedEnum Enum>
Json write_field(Enum field) {
  return std::string(to_name(field));
}

template <class Element>
Json write_field(const std::vector<Element>& field) {
  Json list = Json::array();
  for (const Element& element : field) list.push_back(write_field(element));
  return list;
}

/// An object with every field of `options`.
template <class Options>
Json options_to_json(const Options& options) {
  Json object = Json::object();
  Options::visit_fields(options, [&](std::string_view name, const auto& field, const FieldInfo&) {
    object[std::string(name)] = write_field(field);
  });
  return object;
}

/// Options from an object. A missing key keeps its default. A wrong type throws corrupt_data; an
/// unknown key, and an unknown word of an enum, throw unsupported. Messages name `prefix.key`.
template <class Options>
Options options_from_json(const Json& object, std::string_view where, std::string_view prefix) {
  require_object(object, where, prefix);
  const std::string dotted = prefix.empty() ? std::string() : std::string(prefix) + '.';
  Options options;
  std::set<std::string> known;
  std::string names;
  Options::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo& info) {
    names.append(names.empty() ? "" : ", ").append(name);
    for (const std::string_view key : {name, info.former_name}) {
      const auto found = key.empty() ? object.end() : object.find(std::string(key));
      if (found == object.end()) continue;
      known.insert(std::string(key));
      if (key != name && object.contains(std::string(name))) {
        refuse_field(*found, where, dotted + std::string(key),
                     "left out beside its newer name " + std::string(name));
      }
      read_field(*found, where, dotted + std::string(key), field);
    }
  });
  for (const auto& [key, value] : object.items()) {
    if (!known.contains(key)) {
      refuse_unknown(where, "key " + dotted + key + " is unknown", names);
    }
  }
  return options;
}

}  // namespace emovox::model
