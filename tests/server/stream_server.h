// A server of streams and nothing else, on a thread of its own, at a port that was free.
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

  /// Until so many streams are open; false where that does not come.
  bool wait_open(std::size_t count);
  /// Until so many connections hold what was given with them.
  bool wait_held(std::size_t count);

  void stop();
  bool wait_stopped();

  /// {event, …fields} of everything that was logged.
  std::vector<nlohmann::ordered_json> log() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::server
