// The log of the server: one JSON object a line.
#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace emovox::server {

/// Safe for use by many threads at once; lines never mix. Audio, tokens and predictions are never
/// logged.
class Log {
 public:
  /// `sink` receives one complete line at a time and is never called by two threads at once.
  explicit Log(std::function<void(std::string_view line)> sink);

  /// {"time": "2030-01-31T12:34:56.789Z", "event": event, …fields}
  void write(std::string_view event, const nlohmann::ordered_json& fields);

 private:
  std::mutex mutex_;
  std::function<void(std::string_view)> sink_;
};

}  // namespace emovox::server
