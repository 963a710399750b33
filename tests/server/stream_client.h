// A client of a stream over a real socket. Everything waits, with patience but not forever; what
// does not come fails the test.
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
  std::string subprotocols;  // offered
  int receive_buffer = 0;    // bytes; 0: as the system has it
};

class StreamClient {
 public:
  explicit StreamClient(std::uint16_t port, const ClientOptions& options = {});
  ~StreamClient();
  StreamClient(StreamClient&&) noexcept;

  void text(std::string_view message);
  void binary(std::span<const std::byte> message);
  /// Part of a binary message that has no end.
  void part(std::span<const std::byte> bytes);
  void ping();
  /// Bytes beside the protocol.
  void raw(std::string_view bytes);

  /// The next message; nothing once the server has closed, or the connection is gone.
  std::optional<std::string> read();
  /// Every message until then.
  std::vector<std::string> read_all();

  /// What the server's close said; 0 where there was none.
  unsigned close_code() const;
  std::string close_reason() const;
  /// The subprotocol that the server chose.
  std::string subprotocol() const;

  void close();           // as it should be
  void kill();            // the connection breaks
  void finish_sending();  // no byte more will come from here

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::server
