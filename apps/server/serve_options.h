// Options of the server: where it listens, and its limits.
#pragma once

#include <cstddef>
#include <string>

#include "emovox/fields.h"

namespace emovox::server {

struct ServeOptions {
  static constexpr double kDay = 86400.0;  // seconds

  std::string host = "127.0.0.1";      // address to listen on
  int port = 8080;                     // 0: one that is free
  std::string public_name{};           // host by which a proxy is asked for the server; empty: none
  std::string token{};                 // whoever asks under /v1 must give it; empty: nobody need
  std::size_t threads = 0;             // that judge; 0: as many as the machine runs
  std::size_t max_connections = 1024;  // open at a time
  std::size_t max_streams = 256;       // open at a time
  std::size_t max_queue = 64;          // recordings that wait to be judged
  double max_body = 64.0;              // MiB of an upload
  double max_held = 1024.0;            // MiB of all uploads that arrive or wait
  double max_audio = 3600.0;           // seconds of a recording or a stream
  double max_backlog = 5.0;            // seconds of a stream that wait to be judged
  double idle = 30.0;                  // seconds without a byte after which a connection ends
  double patience = 60.0;              // seconds that a request may take to arrive
  double grace = 10.0;                 // seconds that open work gets once the server is to stop

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("host", self.host, "address to listen on");
    visit("port", self.port, {"port to listen on; 0: one that is free", Range::from(0).to(65535)});
    visit("public_name", self.public_name,
          "name by which a proxy is asked for the server, taken as Host and Origin");
    visit("token", self.token, "token that whoever asks under /v1 must give");
    visit("threads", self.threads,
          {"threads that judge; 0: as many as the machine runs", Range::from(0).to(1024)});
    visit("max_connections", self.max_connections,
          {"connections open at a time", Range::from(1).to(1'000'000)});
    visit("max_streams", self.max_streams,
          {"streams open at a time", Range::from(0).to(1'000'000)});
    visit("max_queue", self.max_queue,
          {"recordings that wait to be judged", Range::from(1).to(1'000'000)});
    visit("max_body", self.max_body, {"MiB of an upload", Range::above(0.0).to(65536.0), "MiB"});
    visit("max_held", self.max_held,
          {"MiB of all uploads that arrive or wait", Range::above(0.0).to(65536.0), "MiB"});
    visit("max_audio", self.max_audio,
          {"seconds of a recording or a stream", Range::above(0.0).to(365.0 * kDay), "seconds"});
    visit("max_backlog", self.max_backlog,
          {"seconds of a stream that wait to be judged", Range::above(0.0).to(kDay), "seconds"});
    visit("idle", self.idle,
          {"seconds without a byte after which a connection ends", Range::above(0.0).to(kDay),
           "seconds"});
    visit("patience", self.patience,
          {"seconds that a request may take to arrive", Range::above(0.0).to(kDay), "seconds"});
    visit("grace", self.grace,
          {"seconds that open work gets once the server is to stop", Range::from(0.0).to(kDay),
           "seconds"});
  }
};

/// Throws invalid_argument, naming the first field that is out of range.
void validate(const ServeOptions& options);

}  // namespace emovox::server
