// A whole server with a small random model, on a separate thread and a free port.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <deque>
#include <functional>
#include <mutex>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>
#include <vector>

#include "emovox/model.h"
#include "server/http_client.h"
#include "server/server.h"

namespace emovox::server {

/// Waits until `condition` is true; false after a minute.
bool wait_until(const std::function<bool()>& condition);

/// Open file descriptors of this process.
std::size_t open_descriptors();

/// Bytes of memory that this process uses, after free memory was returned to the system.
std::size_t bytes_in_use();

/// The bytes of a WAV file with a voice of this many seconds.
std::string voice_wav(double seconds, std::uint64_t seed = 1);

class RunningServer {
 public:
  /// Starts the server on a free port of the loopback interface, regardless of the options.
  explicit RunningServer(ServeOptions options = {}, int hidden_size = 4);
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;

  int port() const { return server_->port(); }
  Server& server() { return *server_; }
  const Model& model() const { return model_; }
  const Metrics& metrics() const { return server_->metrics(); }
  HttpClient client() const { return HttpClient(port()); }

  /// Stops the server and waits for its end; has no effect after the end.
  void stop();

  /// The objects of the logged lines so far, at most the last 200.
  std::vector<nlohmann::ordered_json> log();
  /// Waits for the first line with this event.
  nlohmann::ordered_json logged(const std::string& event);

 private:
  std::mutex mutex_;
  std::deque<nlohmann::ordered_json> lines_;
  Log log_;
  Model model_;
  std::unique_ptr<Server> server_;
  std::thread thread_;
};

}  // namespace emovox::server
