// A server of streams only, on a separate thread and a free port.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "server/metrics.h"
#include "server/stream_scheduler.h"
#include "server/stream_session.h"

namespace emovox::server {

class StreamServer {
 public:
  StreamServer(const Model& model, const ServeOptions& options, const SessionLimits& limits = {},
               StreamScheduler::Predict predict = predict_due);
  ~StreamServer();

  std::uint16_t port() const;
  Metrics& metrics();

  /// Waits until this many streams are open; false after the time limit.
  bool wait_open(std::size_t count);
  /// Waits until this many connections hold their memory.
  bool wait_held(std::size_t count);

  void stop();
  bool wait_stopped();

  /// {event, …fields} of all log lines.
  std::vector<nlohmann::ordered_json> log() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::server
