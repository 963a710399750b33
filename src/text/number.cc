#include "text/number.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace emovox::text {
namespace {

// Enough for every double in fixed notation with up to kMostDecimals digits after the point.
constexpr int kMostDecimals = 50;
using Buffer = std::array<char, 400>;

template <class... Arguments>
std::string written(Arguments... arguments) {
  Buffer buffer;
  const auto [end, error] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), arguments...);
  return {buffer.data(), end};
}

}  // namespace

std::string number_text(double value) { return written(value); }
std::string number_text(float value) { return written(value); }

std::string plain_number(double value) {
  const double size = std::abs(value);
  const bool plain = value == 0.0 || (size >= 1e-6 && size <= 1e15);
  return plain ? written(value, std::chars_format::fixed) : written(value);
}

std::string fixed_number(double value, int decimals) {
  return written(value, std::chars_format::fixed, std::min(decimals, kMostDecimals));
}

std::string counted(std::size_t count, std::string_view thing) {
  return number_text(count).append(" ").append(thing).append(count == 1 ? "" : "s");
}

std::optional<double> parse_number(std::string_view text) {
  double value = 0.0;
  if (parse_whole(text, value) != std::errc{} || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::optional<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  if (parse_whole(text, value) != std::errc{}) return std::nullopt;
  return value;
}

double shortest_double(float value) {
  double result = value;
  parse_whole(number_text(value), result);
  return result;
}

}  // namespace emovox::text
