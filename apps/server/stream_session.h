// Streams over WebSockets: moves bytes between sockets, their protocols and the hub, and keeps
// within limits of size and time.
#pragma once

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <nlohmann/json_fwd.hpp>
#include <set>
#include <string_view>

#include "server/metrics.h"
#include "server/serve_options.h"
#include "server/stream_hub.h"

namespace emovox::server {

class StreamSession;

struct SessionLimits {
  std::size_t message = 1 << 20;            // bytes of one from the client
  std::size_t outbox = 1 << 20;             // bytes that a client has not read yet
  std::size_t kernel = 64 << 10;            // bytes that the system holds of these besides
  std::chrono::milliseconds closing{5000};  // that a client may take to answer a close
};

/// Every open stream of a server. Everything happens on the one thread that runs the io_context of
/// the sockets; the hub, and this, must be gone before that io_context is.
class StreamSessions {
 public:
  /// Said of each stream's start and end; {session, …}: no sound, no prediction.
  using Log = std::function<void(std::string_view event, const nlohmann::ordered_json& fields)>;

  /// Uses idle, max_audio and grace of the options.
  StreamSessions(StreamHub& hub, ServeOptions options, Metrics& metrics, Log log,
                 SessionLimits limits = {});
  /// Cuts every stream.
  ~StreamSessions();
  StreamSessions(const StreamSessions&) = delete;
  StreamSessions& operator=(const StreamSessions&) = delete;

  /// Answers the handshake and serves the stream. Path and token were checked by the caller;
  /// `socket` has no operation under way, and its timeout no longer matters. `held` is let go with
  /// the connection.
  void serve(boost::beast::tcp_stream socket,
             boost::beast::http::request<boost::beast::http::string_body> request,
             std::shared_ptr<void> held = nullptr);

  /// Every voice gets its end within `grace` seconds, then close 1012; so do new streams at once.
  /// `done` is called when none is open, at the latest `grace` and closing seconds from now.
  void stop(const boost::asio::any_io_executor& executor, std::function<void()> done);

  std::size_t open() const noexcept { return sessions_.size(); }

 private:
  friend class StreamSession;
  void gone(const std::shared_ptr<StreamSession>& session);
  void leave();

  StreamHub& hub_;
  const ServeOptions options_;
  Metrics& metrics_;
  const Log log_;
  const SessionLimits limits_;
  std::set<std::shared_ptr<StreamSession>> sessions_;
  bool stopping_ = false;
  std::function<void()> done_;  // to be called when none is open
  std::unique_ptr<boost::asio::steady_timer> grace_;
};

}  // namespace emovox::server
