#include "server/log.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>

namespace emovox::server {
namespace {

// "2030-01-31T12:34:56.789Z"
std::string time_text() {
  using std::chrono::system_clock;
  const auto now = system_clock::now();
  const std::time_t seconds = system_clock::to_time_t(now);
  const auto since = std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch());
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> date;
  std::array<char, 48> text;
  std::strftime(date.data(), date.size(), "%Y-%m-%dT%H:%M:%S", &parts);
  std::snprintf(text.data(), text.size(), "%s.%03dZ", date.data(),
                static_cast<int>(since.count() % 1000));
  return text.data();
}

}  // namespace

Log::Log(std::function<void(std::string_view line)> sink) : sink_(std::move(sink)) {}

void Log::write(std::string_view event, const nlohmann::ordered_json& fields) {
  using Json = nlohmann::ordered_json;
  Json object{{"time", time_text()}, {"event", event}};
  object.update(fields);
  const std::string line = object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  const std::lock_guard guard(mutex_);
  sink_(line);
}

}  // namespace emovox::server
