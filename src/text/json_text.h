// Parsing of untrusted JSON: nesting has a limit, and no object may hold a key twice.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace emovox::text {

using Json = nlohmann::json;

/// The deepest nesting of objects and arrays that is accepted.
inline constexpr int kDeepestJson = 16;

/// Throws corrupt_data; the message begins with `where`.
Json parse_json(std::string_view text, std::string_view where);

}  // namespace emovox::text
