// Which paths the server has, and what may be asked of each: one table.
#pragma once

#include <span>
#include <string_view>

namespace emovox::server {

enum class Route { emotion, stream, models, health, metrics, openapi, page };

struct RouteRow {
  std::string_view path;
  Route route;
  std::string_view methods;  // "GET, HEAD", as the field Allow has them
};

/// All but the page's files.
std::span<const RouteRow> routes() noexcept;

/// Of "/v1/emotion", or of a file of the page. Throws Refused (not_found).
RouteRow find_route(std::string_view path);

/// Whether "GET, HEAD" holds "GET".
bool allows(std::string_view methods, std::string_view method) noexcept;

}  // namespace emovox::server
