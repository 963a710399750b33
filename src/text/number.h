// Numbers as text, the same in every locale, and back without loss.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace emovox::text {

/// The shortest text that parse_number reads back as the same value: "0.1".
std::string number_text(double value);

/// The finite number that the whole text is, or nothing.
std::optional<double> parse_number(std::string_view text);

/// The whole number from 0 that the whole text is, or nothing.
std::optional<std::uint64_t> parse_count(std::string_view text);

}  // namespace emovox::text
