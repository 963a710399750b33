#include "server/routes.h"

#include <algorithm>
#include <array>

#include "server/page_files.h"
#include "server/refusal.h"

namespace emovox::server {
namespace {

constexpr std::string_view kRead = "GET, HEAD";

constexpr std::array<RouteRow, 6> kRoutes{{
    {"/v1/emotion", Route::emotion, "POST"},
    {"/v1/stream", Route::stream, "GET"},
    {"/v1/models", Route::models, kRead},
    {"/health", Route::health, kRead},
    {"/metrics", Route::metrics, kRead},
    {"/openapi.json", Route::openapi, kRead},
}};

}  // namespace

std::span<const RouteRow> routes() noexcept { return kRoutes; }

RouteRow find_route(std::string_view path) {
  const auto* row = std::ranges::find(kRoutes, path, &RouteRow::path);
  if (row != kRoutes.end()) return *row;
  if (find_page_file(path) != nullptr) return {path, Route::page, kRead};
  throw Refused(RefusalCode::not_found, "path", "is not there", "must be one of /openapi.json");
}

bool allows(std::string_view methods, std::string_view method) noexcept {
  for (;;) {
    const std::string_view one = methods.substr(0, methods.find(','));
    if (one == method) return true;
    if (one.size() == methods.size()) return false;
    methods.remove_prefix(one.size() + 2);
  }
}

}  // namespace emovox::server
