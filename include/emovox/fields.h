// Field lists: an options struct names its fields once, with their meaning, range and unit.
// Validation, flags, help, TOML, JSON and the server's OpenAPI description follow from that list.
//
//   struct StreamOptions {
//     double window = 3.0;
//     template <class Self, class Visitor>
//     static void visit_fields(Self& self, Visitor&& visit) {
//       visit("window", self.window,
//             {"Seconds of sound in one window", Range::from(0.1).to(30.0), "seconds"});
//     }
//   };
//
// A visitor is anything that can be called with (std::string_view name, field, const FieldInfo&).
// An enum becomes a field type by specialising EnumNames; its names are the words of TOML, flags
// and JSON alike.
#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace emovox {

/// The finite numbers that a field accepts: [lowest, highest], or without one bound or both.
///   Range::from(0.1).to(30.0)   0.1 <= x <= 30
///   Range::above(0.0).below(1.0)  0 < x < 1
///   Range::from(0.0)            0 <= x
struct Range {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool excludes_lowest = false;   // x > lowest instead of x >= lowest
  bool excludes_highest = false;  // x < highest instead of x <= highest

  static constexpr Range from(double lowest) noexcept {
    Range range;
    range.lowest = lowest;
    return range;
  }
  static constexpr Range above(double lowest) noexcept {
    Range range = from(lowest);
    range.excludes_lowest = true;
    return range;
  }
  constexpr Range to(double limit) const noexcept {
    Range range = *this;
    range.highest = limit;
    return range;
  }
  constexpr Range below(double limit) const noexcept {
    Range range = to(limit);
    range.excludes_highest = true;
    return range;
  }

  /// Infinities and NaN are in no range.
  constexpr bool contains(double value) const noexcept {
    constexpr double kLargest = std::numeric_limits<double>::max();
    if (!(value >= -kLargest && value <= kLargest)) return false;
    if (excludes_lowest ? !(value > lowest) : !(value >= lowest)) return false;
    return excludes_highest ? value < highest : value <= highest;
  }
};

/// What a field list says about one field besides its name.
struct FieldInfo {
  std::string_view meaning;        // one line, for help
  Range range{};                   // of a number, or of each number of a list
  std::string_view unit{};         // "seconds", "Hz"; empty: a count, a share or a word
  std::string_view former_name{};  // older name that readers of JSON and TOML accept too

  constexpr FieldInfo(const char* text) noexcept : meaning(text) {}
  constexpr FieldInfo(const char* text, Range values, std::string_view of = {}) noexcept
      : meaning(text), range(values), unit(of) {}

  /// The same field under the name that it had in an earlier version.
  constexpr FieldInfo formerly(std::string_view name) const noexcept {
    FieldInfo info = *this;
    info.former_name = name;
    return info;
  }
};

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
