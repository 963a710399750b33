// JSON text from a stranger: parsed with a limit on nesting, and no key twice in one object.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace emovox::model {

using Json = nlohmann::json;

/// Objects and arrays inside one another; deeper text is corrupt.
inline constexpr int kDeepestJson = 16;

/// Throws corrupt_data; `where` opens the message.
Json parse_json(std::string_view text, std::string_view where);

}  // namespace emovox::model
