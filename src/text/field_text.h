// Fields of options structs as text: the same visitor for every format that people read and write.
#pragma once

#include <concepts>
#include <string>
#include <string_view>

#include "emovox/fields.h"
#include "text/fields.h"
#include "text/join.h"
#include "text/number.h"

namespace emovox::text {

/// What a format writes around and for the values of fields.
struct FieldSyntax {
  std::string_view yes;    // true
  std::string_view no;     // false
  std::string_view quote;  // before and behind a word of an enum
  std::string_view open;   // of a list
  std::string_view separator;
  std::string_view close;
  bool plain_numbers;  // plain_number(), for people; otherwise number_text(), the shortest
};

/// --fusions mean,attention
inline constexpr FieldSyntax kFlagSyntax{"on", "off", "", "", ",", "", true};
/// fusions = ["mean", "attention"]
inline constexpr FieldSyntax kTomlSyntax{"true", "false", "\"", "[", ", ", "]", false};

/// A field as text: a bool, a number, an enum by its word, a list, an optional (empty without
/// value), a string as it is.
template <class Field>
std::string field_text(const Field& field, const FieldSyntax& syntax) {
  if constexpr (IsVector<Field>::value) {
    const auto text_of = [&](const auto& element) { return field_text(element, syntax); };
    const std::string list = joined(field, text_of, syntax.separator);
    return std::string(syntax.open).append(list).append(syntax.close);
  } else if constexpr (IsOptional<Field>::value) {
    return field ? field_text(*field, syntax) : std::string();
  } else if constexpr (std::same_as<Field, bool>) {
    return std::string(field ? syntax.yes : syntax.no);
  } else if constexpr (std::floating_point<Field>) {
    return syntax.plain_numbers ? plain_number(field) : number_text(field);
  } else if constexpr (std::integral<Field>) {
    return number_text(field);
  } else if constexpr (NamedEnum<Field>) {
    return std::string(syntax.quote).append(to_name(field)).append(syntax.quote);
  } else {
    return std::string(field);
  }
}

}  // namespace emovox::text
