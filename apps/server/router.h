// The paths and methods of the server, and its decision on a request once the header has arrived.
// It does not depend on sockets.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "emovox/model.h"
#include "server/http_request.h"
#include "server/http_response.h"
#include "server/metrics.h"
#include "server/serve_options.h"
#include "server/upload.h"

namespace emovox::server {

enum class Route { emotion, stream, models, health, metrics, openapi, page };

struct RouteRow {
  std::string_view path;
  Route route;
  std::string_view methods;  // "GET, HEAD", the value of the header field Allow
};

/// All routes except the files of the page.
std::span<const RouteRow> routes() noexcept;

/// The route of "/v1/emotion", or of a file of the page. Throws Refused (not_found).
RouteRow find_route(std::string_view path);

/// Whether the list "GET, HEAD" contains "GET".
bool allows(std::string_view methods, std::string_view method) noexcept;

/// The body of the request is a recording to be predicted.
struct UploadRequest {
  EmotionQuery query;
  std::string content_type;
};

/// The connection becomes a WebSocket.
struct StreamRequest {};

using RouteResult = std::variant<HttpResponse, UploadRequest, StreamRequest>;

/// The parts of the server with which requests are answered. Each must outlive the use of the
/// router.
struct RouterContext {
  const Model& model;
  const ServeOptions& options;
  const Metrics& metrics;
  bool loopback_only = true;  // the server listens on a loopback address
};

/// Checks, in this order: Host, Origin, token, path, method, then the header fields of the route.
/// Throws Refused and Error.
RouteResult route_request(const RequestHead& head, const RouterContext& context);

}  // namespace emovox::server
