// What the server says of its own doings: one JSON object a line.
#pragma once

#include <functional>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace emovox::server {

/// Safe from many threads; lines never mix. No audio, no token and no prediction goes in.
class Log {
 public:
  /// `write` takes one whole line at a time, never two at once.
  explicit Log(std::function<void(std::string_view line)> write);

  /// {"time": "2030-01-31T12:34:56.789Z", "event": event, …fields}
  void tell(std::string_view event, const nlohmann::ordered_json& fields);

 private:
  std::mutex mutex_;
  std::function<void(std::string_view)> write_;
};

}  // namespace emovox::server
