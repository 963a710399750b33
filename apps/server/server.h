// `emovox serve`: HTTP and WebSocket streams on one port. One thread serves all sockets; other
// threads decode and predict.
#pragma once

#include <memory>
#include <string>

#include "emovox/model.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/serve_options.h"

namespace emovox::server {

class Server {
 public:
  /// Binds the port; connections are answered once run() is called. `log` must outlive the server.
  /// Throws invalid_argument (options; a host that is not an address of this machine) and io (the
  /// port is in use).
  Server(Model model, const ServeOptions& options, Log& log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept;

  /// "http://127.0.0.1:8080/"
  std::string address() const;

  /// Serves until stop() is called. Then it accepts no more connections and gives open requests and
  /// streams at most `grace` seconds to finish. Call it once.
  void run();

  /// Safe to call from any thread and from a signal handler.
  void stop() noexcept;

  const Metrics& metrics() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::server
