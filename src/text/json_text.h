// Parsing of untrusted JSON: nesting has a limit, and no object may hold a key twice.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

namespace emovox::text {

using Json = nlohmann::json;

/// The deepest nesting of objects and arrays that is accepted.
inline constexpr int kDeepestJson = 16;

/// Throws corrupt_data; `where` opens the message.
Json parse_json(std::string_view text, std::string_view where);

/// The value for a message: short, and valid UTF-8 whatever it holds.
std::string describe(const Json& value);

/// Throws corrupt_data: "<where>: <key> is <value>; must be <wanted>".
[[noreturn]] void refuse_field(const Json& value, std::string_view where, std::string_view key,
                               std::string_view wanted);

/// Throws corrupt_data unless `value` is an object.
void require_object(const Json& value, std::string_view where, std::string_view key);

}  // namespace emovox::text
