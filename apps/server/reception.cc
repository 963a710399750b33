#include "server/reception.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "emovox/stream.h"
#include "emovox/version.h"
#include "server/access.h"
#include "server/multipart.h"
#include "server/page_files.h"
#include "server/protocol.h"
#include "server/routes.h"
#include "server/target.h"
#include "text/ascii.h"

namespace emovox::server {
namespace {

using Json = nlohmann::ordered_json;

HttpAnswer models_answer(const Model& model) {
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
  return json_answer(object.dump(-1, ' ', false, Json::error_handler_t::replace));
}

HttpAnswer health_answer() {
  return json_answer(Json{{"status", "ok"}, {"version", EMOVOX_VERSION}}.dump());
}

HttpAnswer metrics_answer(const Metrics& metrics) {
  return {.content_type = "text/plain; version=0.0.4; charset=utf-8", .body = metrics.text()};
}

HttpAnswer openapi_answer() {
  return {.content_type = "application/json", .body = {}, .lasting_body = openapi_text()};
}

bool has_same(const EmbeddedFile& file, const RequestHead& head) {
  const std::string& known = head.if_none_match.value_or("");
  return known == "*" || known.find(file.tag) != std::string::npos;
}

HttpAnswer page_answer(const EmbeddedFile& file, const RequestHead& head) {
  HttpAnswer answer{.content_type = std::string(content_type_of(file.name)),
                    .body = {},
                    .lasting_body = file.content,
                    .fields = {{"ETag", std::string(file.tag)}}};
  if (has_same(file, head)) {
    answer.status = 304;
    answer.lasting_body = {};
  }
  return answer;
}

HttpAnswer method_answer(const RouteRow& row, const RequestHead& head) {
  const Refusal refusal{
      RefusalCode::method_not_allowed,
      "method: is " + head.method.substr(0, 20) + "; must be one of " + std::string(row.methods)};
  HttpAnswer answer = refusal_answer(refusal, head.id);
  answer.fields.emplace_back("Allow", row.methods);
  return answer;
}

// "audio/wav; codecs=1" → "audio/wav"
std::string essence(std::string_view content_type) {
  return text::to_lower(content_type.substr(0, content_type.find_first_of("; ")));
}

void check_content(const RequestHead& head, const ServeOptions& options) {
  if (head.content_encoding && essence(*head.content_encoding) != "identity") {
    throw Refused(RefusalCode::unsupported, "Content-Encoding", "is not identity",
                  "must be left out");
  }
  const std::string type = essence(head.content_type.value_or(""));
  const bool taken = type.starts_with("audio/") || type == "application/octet-stream" ||
                     type == "application/ogg" || is_form(type);
  if (!taken) {
    throw Refused(RefusalCode::unsupported, "Content-Type",
                  type.empty() ? "is missing" : "is " + type.substr(0, 80),
                  "must be multipart/form-data, audio/* or application/octet-stream");
  }
  if (static_cast<double>(head.content_length.value_or(0)) > options.max_body * 1048576.0) {
    throw Refused(RefusalCode::too_large, "upload",
                  "is of " + std::to_string(*head.content_length) + " bytes",
                  "must be at most " + std::to_string(std::llround(options.max_body)) + " MiB");
  }
}

// Small hops make one recording the work of many, as of streams.
void check_windows(const StreamOptions& windows) {
  if (windows.hop < kShortestHop || windows.window / windows.hop > kMostOverlap + 1e-9) {
    throw Refused(RefusalCode::invalid_argument, "hop", "is " + std::to_string(windows.hop) + " s",
                  "must be at least 0.1 s, and a twelfth of the window");
  }
  validate(windows);
}

UploadWanted receive_upload(const RequestHead& head, const Query& query, const House& house) {
  check_content(head, house.options);
  UploadWanted wanted{parse_emotion_query(query), *head.content_type};
  check_windows(wanted.query.windows);
  return wanted;
}

StreamWanted receive_stream(const RequestHead& head) {
  if (head.upgrade) return {};
  throw Refused(RefusalCode::upgrade_required, "/v1/stream", "is asked for without an upgrade",
                "must be opened as a WebSocket");
}

}  // namespace

Reception receive(const RequestHead& head, const House& house) {
  const Target target = parse_target(head.target);
  const bool guarded = target.path.starts_with("/v1/") || target.path == "/v1";
  check_host(head, target.authority, house.only_loopback, house.options.public_name);
  if (guarded) check_origin(head, house.options.public_name);
  if (guarded) check_token(head, house.options.token);
  const RouteRow row = find_route(target.path);
  if (!allows(row.methods, head.method)) return method_answer(row, head);
  switch (row.route) {
    case Route::emotion: return receive_upload(head, target.query, house);
    case Route::stream: return receive_stream(head);
    case Route::models: return models_answer(house.model);
    case Route::health: return health_answer();
    case Route::metrics: return metrics_answer(house.metrics);
    case Route::openapi: return openapi_answer();
    case Route::page: break;
  }
  return page_answer(*find_page_file(target.path), head);
}

}  // namespace emovox::server
