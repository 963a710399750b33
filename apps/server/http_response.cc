#include "server/http_response.h"

#include <array>
#include <boost/beast/http/status.hpp>
#include <ctime>
#include <nlohmann/json.hpp>

namespace emovox::server {
namespace {

// "Thu, 31 Jan 2030 12:34:56 GMT"
std::string date_text() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  gmtime_r(&now, &parts);
  std::array<char, 64> text;
  std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
  return text.data();
}

void add_field(std::string& text, std::string_view name, std::string_view value) {
  text.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string header_text(const HttpResponse& response, const ConnectionFields& connection) {
  namespace http = boost::beast::http;
  std::string text = "HTTP/1.1 " + std::to_string(response.status) + " ";
  const auto reason = http::obsolete_reason(static_cast<http::status>(response.status));
  text.append(reason.data(), reason.size()).append("\r\n");
  add_field(text, "Date", date_text());
  if (response.status != 304) {
    add_field(text, "Content-Type", response.content_type);
    add_field(text, "Content-Length", std::to_string(response.content().size()));
  }
  add_field(text, "X-Request-Id", connection.request_id);
  if (connection.close) {
    add_field(text, "Connection", "close");
  } else if (connection.version < 11) {
    add_field(text, "Connection", "keep-alive");
  }
  for (const auto& [name, value] : kSecurityFields) add_field(text, name, value);
  for (const auto& [name, value] : response.fields) add_field(text, name, value);
  return text + "\r\n";
}

HttpResponse json_response(std::string text) {
  return {.content_type = "application/json", .body = std::move(text) + "\n"};
}

HttpResponse error_response(const Refusal& refusal, std::string_view request_id) {
  using Json = nlohmann::ordered_json;
  const RefusalKind& kind = kind_of(refusal.code);
  const Json error{{"code", kind.word}, {"message", refusal.message}, {"request_id", request_id}};
  const Json object{{"error", error}};
  HttpResponse response =
      json_response(object.dump(-1, ' ', false, Json::error_handler_t::replace));
  response.status = kind.http_status;
  switch (refusal.code) {
    case RefusalCode::unauthorized:
      response.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"emovox\"");
      break;
    case RefusalCode::busy:
    case RefusalCode::stopping: response.fields.emplace_back("Retry-After", "1"); break;
    case RefusalCode::upgrade_required: response.fields.emplace_back("Upgrade", "websocket"); break;
    default: break;
  }
  return response;
}

}  // namespace emovox::server
