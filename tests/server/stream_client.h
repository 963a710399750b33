// A client of a stream over a real socket. All functions wait with a time limit; a missing
// message fails the test.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::server {

struct ClientOptions {
  std::string subprotocols;  // offered subprotocols
  int receive_buffer = 0;    // bytes; 0: default of the system
};

class StreamClient {
 public:
  explicit StreamClient(std::uint16_t port, const ClientOptions& options = {});
  ~StreamClient();
  StreamClient(StreamClient&&) noexcept;

  void text(std::string_view message);
  void binary(std::span<const std::byte> message);
  /// Sends a part of a binary message that never ends.
  void part(std::span<const std::byte> bytes);
  void ping();
  /// Sends raw bytes outside the protocol.
  void raw(std::string_view bytes);

  /// The next message; nothing after the server has closed or the connection is broken.
  std::optional<std::string> read();
  /// All messages until then.
  std::vector<std::string> read_all();

  /// The code of the server's close frame; 0 if there was none.
  unsigned close_code() const;
  std::string close_reason() const;
  /// The subprotocol that the server chose.
  std::string subprotocol() const;

  void close();           // closes with a close frame
  void kill();            // breaks the connection
  void finish_sending();  // shuts down the sending side

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::server
