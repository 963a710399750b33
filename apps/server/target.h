// "/v1/emotion?segments=true" → its path and its query.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emovox::server {

using Query = std::vector<std::pair<std::string, std::string>>;

struct Target {
  std::string path;                      // "/v1/emotion", decoded
  Query query;                           // in order, decoded
  std::optional<std::string> authority;  // of "http://host:port/path", instead of the Host field
};

/// Throws Refused (malformed).
Target parse_target(std::string_view text);

}  // namespace emovox::server
