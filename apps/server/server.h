// `emovox serve`: HTTP and streams on one port. One thread moves bytes, others judge.
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
  /// Listens from now on; connections are answered once run() is. `log` must outlive it. Throws
  /// invalid_argument (options, a host that is none of this machine's), io (the port is taken).
  Server(Model model, const ServeOptions& options, Log& log);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const noexcept;

  /// "http://127.0.0.1:8080/"
  std::string address() const;

  /// Serves until stop(); then takes no more connections, lets requests that have begun come to
  /// their answers and streams to their ends, for `grace` seconds at most. Call it once.
  void run();

  /// From any thread, at any time, also from the handler of a signal.
  void stop() noexcept;

  const Metrics& metrics() const noexcept;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::server
