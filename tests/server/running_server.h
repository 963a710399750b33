// A whole server with a small random model, on a thread of its own, at a port that was free.
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

/// Whether `condition` comes to hold within a minute.
bool wait_until(const std::function<bool()>& condition);

/// Open file descriptors of this process.
std::size_t open_descriptors();

/// Bytes that this process has in use, after what is free was given back.
std::size_t bytes_in_use();

/// The bytes of a WAV with a voice of so many seconds.
std::string voice_wav(double seconds, std::uint64_t seed = 1);

class RunningServer {
 public:
  /// Any free port of the loopback, whatever the options say.
  explicit RunningServer(ServeOptions options = {}, int hidden_size = 4);
  ~RunningServer();
  RunningServer(const RunningServer&) = delete;

  int port() const { return server_->port(); }
  Server& server() { return *server_; }
  const Model& model() const { return model_; }
  const Metrics& metrics() const { return server_->metrics(); }
  HttpClient client() const { return HttpClient(port()); }

  /// Stops it and waits for its end; once it has ended, nothing.
  void stop();

  /// Objects of the lines that were logged so far, of the last 200 at most.
  std::vector<nlohmann::ordered_json> log();
  /// Of the first of these of this event, waited for.
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
