// What the server looks at of an HTTP request before its body.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace emovox::server {

struct RequestHead {
  std::string id;        // by which log and answer name the request
  std::string method;    // "POST"
  std::string target;    // "/v1/emotion?segments=true"
  int version = 11;      // 10: HTTP/1.0
  bool upgrade = false;  // a WebSocket handshake

  // Fields, where they are given.
  std::optional<std::string> host;
  std::optional<std::string> origin;
  std::optional<std::string> authorization;
  std::optional<std::string> subprotocols;
  std::optional<std::string> content_type;
  std::optional<std::string> content_encoding;
  std::optional<std::string> if_none_match;
  std::optional<std::uint64_t> content_length;
};

}  // namespace emovox::server
