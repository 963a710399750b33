// One field list an options struct: the list that JSON, TOML, flags, help and bindings are made
// from.
//
// An options struct lists its fields once, in a static function template:
//
//   struct StreamOptions {
//     double window = 3.0;
//     template <class Self, class Visitor>
//     static void visit_fields(Self& self, Visitor&& visit) {
//       visit("window", self.window, "seconds of voice that one prediction hears");
//     }
//   };
//
// and a visitor is anything callable with (name, field, meaning). An enum becomes a field type by
// specialising EnumNames; its names are the words of TOML, flags and JSON alike.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace emovox {

/// Specialise with `static constexpr std::array<std::string_view, N> names`, in the enum's order.
template <class Enum>
struct EnumNames;

template <class Enum>
concept NamedEnum = requires {
  EnumNames<Enum>::names.size();
};

/// The name of an enumerator: to_name(Cell::plain) is "plain".
template <NamedEnum Enum>
constexpr std::string_view to_name(Enum value) noexcept {
  return EnumNames<Enum>::names[static_cast<std::size_t>(value)];
}

/// The enumerator of a name, or nothing when no enumerator has it.
template <NamedEnum Enum>
constexpr std::optional<Enum> from_name(std::string_view name) noexcept {
  const auto& names = EnumNames<Enum>::names;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

/// "peephole, plain": every name of an enum, for help and error messages.
template <NamedEnum Enum>
std::string name_list() {
  std::string list;
  for (std::string_view name : EnumNames<Enum>::names) {
    if (!list.empty()) list += ", ";
    list += name;
  }
  return list;
}

}  // namespace emovox
