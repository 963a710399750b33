// Bytes of a connection → one HTTP/1.x request, however they were cut. Knows no sockets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "server/refusal.h"
#include "server/request_head.h"

namespace emovox::server {

inline constexpr std::size_t kMostHeadBytes = 16384;  // of the start line, and of all fields

class HttpRequest {
 public:
  HttpRequest();
  HttpRequest(HttpRequest&&) noexcept;
  HttpRequest& operator=(HttpRequest&&) noexcept;
  ~HttpRequest();

  enum class Progress {
    more,   // is not whole: give more bytes
    head,   // the head has just become whole; take() goes on behind it
    whole,  // the request is whole
  };

  struct Taken {
    Progress progress = Progress::more;
    std::size_t bytes = 0;  // that belong to this request; those left over are to be given again
  };

  /// Throws Refused: malformed, head_too_large, too_large. After that, or when whole, it may not be
  /// called again.
  Taken take(std::span<const std::byte> bytes);

  /// Whether anything of it has come.
  bool begun() const noexcept;

  // Once the head is whole:
  RequestHead head() const;
  bool has_body() const noexcept;
  bool keeps_alive() const noexcept;        // the client wants to ask again
  bool waits_for_consent() const noexcept;  // Expect: 100-continue
  void limit_body(std::uint64_t bytes);     // before the next take()

  std::size_t body_size() const noexcept;  // bytes so far
  std::vector<std::byte> take_body();

  /// "GET …" as Beast has it, without its body, for a WebSocket handshake.
  struct Raw;
  const Raw& raw() const noexcept { return *raw_; }

 private:
  std::unique_ptr<Raw> raw_;
};

}  // namespace emovox::server
