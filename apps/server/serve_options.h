// Options of the server: where it listens, and its limits.
#pragma once

#include <cstddef>
#include <string>

#include "emovox/fields.h"

namespace emovox::server {

struct ServeOptions {
  static constexpr double kDay = 86400.0;  // seconds

  std::string host = "127.0.0.1";      // address on which the server accepts connections
  int port = 8080;                     // TCP port; 0: any free port
  std::string public_name{};           // host name of a proxy in front of the server; empty: none
  std::string token{};                 // secret that requests under /v1 must carry; empty: none
  std::size_t threads = 0;             // threads that compute predictions; 0: one per core
  std::size_t max_connections = 1024;  // connections open at a time
  std::size_t max_streams = 256;       // live streams open at a time
  std::size_t max_queue = 64;          // uploaded recordings that wait for their prediction
  double max_body = 64.0;              // MiB, size of one upload
  double max_held = 1024.0;            // MiB, memory of all uploads that arrive or wait
  double max_audio = 3600.0;           // seconds, length of a recording or a stream
  double max_backlog = 5.0;            // seconds of a stream that wait for their prediction
  double idle = 30.0;                  // seconds without a byte after which a connection ends
  double patience = 60.0;              // seconds in which a whole request must arrive
  double grace = 10.0;                 // seconds to finish open work after a signal to stop

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("host", self.host, "Address on which the server accepts connections");
    visit("port", self.port, {"TCP port; 0: any free port", Range::from(0).to(65535)});
    visit("public_name", self.public_name,
          "Host name of a proxy in front of the server, accepted in the headers Host and Origin");
    visit("token", self.token,
          "Secret that every request under /v1 must carry (Authorization: Bearer TOKEN)");
    visit("threads", self.threads,
          {"Threads that compute predictions; 0: one for each core", Range::from(0).to(1024)});
    visit("max_connections", self.max_connections,
          {"Most connections open at a time", Range::from(1).to(1'000'000)});
    visit("max_streams", self.max_streams,
          {"Most live streams open at a time", Range::from(0).to(1'000'000)});
    visit(
        "max_queue", self.max_queue,
        {"Most uploaded recordings that wait for their prediction", Range::from(1).to(1'000'000)});
    visit("max_body", self.max_body,
          {"Largest upload, in MiB", Range::above(0.0).to(65536.0), "MiB"});
    visit("max_held", self.max_held,
          {"Most memory of all uploads that arrive or wait, in MiB", Range::above(0.0).to(65536.0),
           "MiB"});
    visit(
        "max_audio", self.max_audio,
        {"Longest recording or stream, in seconds", Range::above(0.0).to(365.0 * kDay), "seconds"});
    visit("max_backlog", self.max_backlog,
          {"Seconds of sound of a stream that may wait for their prediction; a stream with more is "
           "closed",
           Range::above(0.0).to(kDay), "seconds"});
    visit("idle", self.idle,
          {"Seconds without a received byte after which a connection is closed",
           Range::above(0.0).to(kDay), "seconds"});
    visit("patience", self.patience,
          {"Seconds in which a whole request must arrive", Range::above(0.0).to(kDay), "seconds"});
    visit("grace", self.grace,
          {"Seconds to finish open requests and streams after a signal to stop",
           Range::from(0.0).to(kDay), "seconds"});
  }
};

/// Throws invalid_argument, naming the first field that is out of range.
void validate(const ServeOptions& options);

}  // namespace emovox::server
