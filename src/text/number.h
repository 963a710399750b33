// Numbers as text and back, the same in every locale.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace emovox::text {

/// The shortest text that reads back as the same value: "0.1", "1e-300"; "nan", "inf".
std::string number_text(double value);
std::string number_text(float value);
std::string number_text(std::integral auto value) { return std::to_string(value); }

/// The same for people to read: no exponent for values from 1e-6 to 1e15.
std::string plain_number(double value);

/// `value` with this many digits after the decimal point: "3.10".
std::string fixed_number(double value, int decimals);

/// A number of things, named in the singular: "1 seed", "3 seeds".
std::string counted(std::size_t count, std::string_view thing);

/// Reads the whole text as a number. Returns invalid_argument if it is not one, result_out_of_range
/// if the type cannot hold it; `value` is then unchanged.
template <class Number>
std::errc parse_whole(std::string_view text, Number& value) {
  Number read{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, read);
  if (error != std::errc{}) return error;
  if (stop != end) return std::errc::invalid_argument;
  value = read;
  return {};
}

/// The finite number that the whole text spells, or nothing.
std::optional<double> parse_number(std::string_view text);

/// The whole number of at least 0 that the whole text spells, or nothing.
std::optional<std::uint64_t> parse_count(std::string_view text);

/// Converts a float to the double with the same shortest text: 0.7, not 0.699999988079071.
double shortest_double(float value);

}  // namespace emovox::text
