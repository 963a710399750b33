#include "server/router.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "emovox/stream.h"
#include "emovox/version.h"
#include "server/access.h"
#include "server/static_files.h"
#include "server/stream_protocol.h"
#include "text/characters.h"

namespace emovox::server {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view kRead = "GET, HEAD";

constexpr std::array<RouteRow, 6> kRoutes{{
    {"/v1/emotion", Route::emotion, "POST"},
    {"/v1/stream", Route::stream, "GET"},
    {"/v1/models", Route::models, kRead},
    {"/health", Route::health, kRead},
    {"/metrics", Route::metrics, kRead},
    {"/openapi.json", Route::openapi, kRead},
}};

HttpResponse models_response(const Model& model) {
  const ModelInfo& info = model.info();
  Json origin = Json::object();
  for (const auto& [name, value] : info.origin) origin[name] = value;
  const Json one{{"name", info.name},
                 {"description", info.description},
                 {"labels", info.labels},
                 {"sample_rate", info.features.sample_rate},
                 {"parameters", model.parameter_count()},
                 {"members", info.members},
                 {"abstain_below", info.abstain_below},
                 {"origin", origin}};
  const Json object{{"models", Json::array({one})}};
  return json_response(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

HttpResponse health_response() {
  return json_response(Json{{"status", "ok"}, {"version", EMOVOX_VERSION}}.dump());
}

HttpResponse metrics_response(const Metrics& metrics) {
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.text()};
}

HttpResponse openapi_response() {
  return {.content_type = "application/json", .body = {}, .static_body = openapi_text()};
}

bool matches_etag(const EmbeddedFile& file, const RequestHead& head) {
  const std::string& known = head.if_none_match.value_or("");
  return known == "*" || known.find(file.etag) != std::string::npos;
}

HttpResponse page_response(const EmbeddedFile& file, const RequestHead& head) {
  HttpResponse response{.content_type = std::string(content_type_of(file.name)),
                        .body = {},
                        .static_body = file.content,
                        .fields = {{"ETag", std::string(file.etag)}}};
  if (matches_etag(file, head)) {
    response.status = 304;
    response.static_body = {};
  }
  return response;
}

HttpResponse method_not_allowed(const RouteRow& row, const RequestHead& head) {
  const Refusal refusal{
      RefusalCode::method_not_allowed,
      "method: is " + head.method.substr(0, 20) + "; must be one of " + std::string(row.methods)};
  HttpResponse response = error_response(refusal, head.id);
  response.fields.emplace_back("Allow", row.methods);
  return response;
}

// The media type without its parameters: "audio/wav; codecs=1" → "audio/wav"
std::string essence(std::string_view content_type) {
  return text::to_lower(content_type.substr(0, content_type.find_first_of("; ")));
}

void check_content(const RequestHead& head, const ServeOptions& options) {
  if (head.content_encoding && essence(*head.content_encoding) != "identity") {
    throw Refused(RefusalCode::unsupported, "Content-Encoding", "is not identity",
                  "must be left out");
  }
  const std::string type = essence(head.content_type.value_or(""));
  const bool accepted = type.starts_with("audio/") || type == "application/octet-stream" ||
                        type == "application/ogg" || is_form(type);
  if (!accepted) {
    throw Refused(RefusalCode::unsupported, "Content-Type",
                  type.empty() ? "is missing" : "is " + type.substr(0, 80),
                  "must be multipart/form-data, audio/* or application/octet-stream");
  }
  if (static_cast<double>(head.content_length.value_or(0)) > options.max_body * 1048576.0) {
    throw Refused(RefusalCode::too_large, "upload",
                  "has " + std::to_string(*head.content_length) + " bytes",
                  "must be at most " + std::to_string(std::llround(options.max_body)) + " MiB");
  }
}

// With a small hop, every sample is predicted many times: hops have the same limits as those of
// streams.
void check_windows(const StreamOptions& windows) {
  if (windows.hop < kShortestHop || windows.window / windows.hop > kMostOverlap + 1e-9) {
    throw Refused(RefusalCode::invalid_argument, "hop", "is " + std::to_string(windows.hop) + " s",
                  "must be at least 0.1 s and at least a twelfth of the window");
  }
  validate(windows);
}

UploadRequest route_upload(const RequestHead& head, const Query& query,
                           const RouterContext& context) {
  check_content(head, context.options);
  UploadRequest upload{parse_emotion_query(query), *head.content_type};
  check_windows(upload.query.windows);
  return upload;
}

StreamRequest route_stream(const RequestHead& head) {
  if (head.upgrade) return {};
  throw Refused(RefusalCode::upgrade_required, "/v1/stream", "is requested without an upgrade",
                "must be opened as a WebSocket");
}

}  // namespace

std::span<const RouteRow> routes() noexcept { return kRoutes; }

RouteRow find_route(std::string_view path) {
  const auto* row = std::ranges::find(kRoutes, path, &RouteRow::path);
  if (row != kRoutes.end()) return *row;
  if (find_static_file(path) != nullptr) return {path, Route::page, kRead};
  throw Refused(RefusalCode::not_found, "path", "does not exist",
                "must be one of those in /openapi.json");
}

bool allows(std::string_view methods, std::string_view method) noexcept {
  for (;;) {
    const std::string_view one = methods.substr(0, methods.find(','));
    if (one == method) return true;
    if (one.size() == methods.size()) return false;
    methods.remove_prefix(one.size() + 2);
  }
}

RouteResult route_request(const RequestHead& head, const RouterContext& context) {
  const RequestTarget target = parse_target(head.target);
  const bool guarded = target.path.starts_with("/v1/") || target.path == "/v1";
  check_host(head, target.authority, context.loopback_only, context.options.public_name);
  if (guarded) check_origin(head, context.options.public_name);
  if (guarded) check_token(head, context.options.token);
  const RouteRow row = find_route(target.path);
  if (!allows(row.methods, head.method)) return method_not_allowed(row, head);
  switch (row.route) {
    case Route::emotion: return route_upload(head, target.query, context);
    case Route::stream: return route_stream(head);
    case Route::models: return models_response(context.model);
    case Route::health: return health_response();
    case Route::metrics: return metrics_response(context.metrics);
    case Route::openapi: return openapi_response();
    case Route::page: break;
  }
  return page_response(*find_static_file(target.path), head);
}

}  // namespace emovox::server
