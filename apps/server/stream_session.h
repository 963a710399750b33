// Streams over WebSockets: carries messages between sockets, the protocol and the scheduler, within
// limits of size and time.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string_view>

#include "server/http_request.h"
#include "server/metrics.h"
#include "server/serve_options.h"
#include "server/stream_scheduler.h"

namespace emovox::server {

class StreamSession;

struct SessionLimits {
  std::size_t message = 1 << 20;            // bytes of a message from the client
  std::size_t outbox = 1 << 20;             // bytes that wait to be sent to a client
  std::size_t send_buffer = 64 << 10;       // bytes of the socket's send buffer (SO_SNDBUF)
  std::chrono::milliseconds closing{5000};  // time in which a client must answer a close frame
};

/// All open streams of a server. Everything happens on the one thread that runs the sockets'
/// io_context. The io_context must outlive the scheduler and this object.
class StreamSessions {
 public:
  /// Logs the start and the end of each stream. The fields hold no audio and no prediction.
  using Log = std::function<void(std::string_view event, const nlohmann::ordered_json& fields)>;

  /// Uses idle, max_audio and grace of the options.
  StreamSessions(StreamScheduler& scheduler, ServeOptions options, Metrics& metrics, Log log,
                 SessionLimits limits = {});
  /// Closes the connection of every stream.
  ~StreamSessions();
  StreamSessions(const StreamSessions&) = delete;
  StreamSessions& operator=(const StreamSessions&) = delete;

  /// Answers the WebSocket handshake and serves the stream. The caller has checked path and token.
  /// `socket` must have no pending operation. `held` is released when the connection ends.
  void serve(boost::beast::tcp_stream socket, WebSocketHandshake handshake,
             std::shared_ptr<void> held = nullptr);

  /// Shuts down: every stream is ended, has `grace` seconds for its last events, and is closed with
  /// 1012 (service restart). New streams are ended at once. `done` is called when no stream is
  /// open, after `grace` + SessionLimits::closing at the latest.
  void stop(const boost::asio::any_io_executor& executor, std::function<void()> done);

  std::size_t open() const noexcept { return sessions_.size(); }

 private:
  friend class StreamSession;
  void remove(const std::shared_ptr<StreamSession>& session);
  void finish_stop();

  StreamScheduler& scheduler_;
  const ServeOptions options_;
  Metrics& metrics_;
  const Log log_;
  const SessionLimits limits_;
  std::set<std::shared_ptr<StreamSession>> sessions_;
  bool stopping_ = false;
  std::function<void()> done_;  // called once no stream is open
  std::unique_ptr<boost::asio::steady_timer> grace_timer_;
};

}  // namespace emovox::server
