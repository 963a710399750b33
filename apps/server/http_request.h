// Parses the bytes of a connection, split anywhere, into one HTTP/1.x request. It does not depend
// on sockets.
#pragma once

#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace emovox::server {

/// Bytes of the request line and all header fields together, at most.
inline constexpr std::size_t kMaxHeaderBytes = 16384;

using Query = std::vector<std::pair<std::string, std::string>>;

/// The request target "/v1/emotion?segments=true", split and percent-decoded.
struct RequestTarget {
  std::string path;                      // "/v1/emotion"
  Query query;                           // {{"segments", "true"}}, in order
  std::optional<std::string> authority;  // of the absolute form "http://host:port/path"
};

/// Throws Refused (malformed).
RequestTarget parse_target(std::string_view text);

/// The request line and those header fields that the server uses.
struct RequestHead {
  std::string id;        // X-Request-Id; names the request in the log and in the response
  std::string method;    // "POST"
  std::string target;    // "/v1/emotion?segments=true"
  int version = 11;      // 10: HTTP/1.0
  bool upgrade = false;  // a WebSocket handshake

  // Header fields; absent where the request does not have them.
  std::optional<std::string> host;
  std::optional<std::string> origin;
  std::optional<std::string> authorization;
  std::optional<std::string> subprotocols;
  std::optional<std::string> content_type;
  std::optional<std::string> content_encoding;
  std::optional<std::string> if_none_match;
  std::optional<std::uint64_t> content_length;
};

/// Beast's body type for a body of bytes. It reserves no memory before bytes arrive, whatever
/// Content-Length announces.
struct BytesBody {
  using value_type = std::vector<std::byte>;

  class reader {
   public:
    template <bool isRequest, class Fields>
    reader(boost::beast::http::header<isRequest, Fields>&, value_type& bytes) : bytes_(bytes) {}

    template <class Length>
    void init(const Length&, boost::system::error_code& error) {
      error = {};
    }

    template <class Buffers>
    std::size_t put(const Buffers& buffers, boost::system::error_code& error) {
      error = {};
      std::size_t count = 0;
      for (const auto buffer : boost::beast::buffers_range_ref(buffers)) {
        const auto* begin = static_cast<const std::byte*>(buffer.data());
        bytes_.insert(bytes_.end(), begin, begin + buffer.size());
        count += buffer.size();
      }
      return count;
    }

    void finish(boost::system::error_code& error) { error = {}; }

   private:
    value_type& bytes_;
  };
};

/// A request without a body, in the form in which Beast answers WebSocket handshakes.
using WebSocketHandshake = boost::beast::http::request<boost::beast::http::string_body>;

class HttpRequestParser {
 public:
  HttpRequestParser();

  enum class Progress {
    need_more,        // the request is incomplete and all bytes were used
    header_complete,  // the header has just been completed; call parse() again for the rest
    complete,         // the request is complete
  };

  struct Parsed {
    Progress progress = Progress::need_more;
    std::size_t bytes = 0;  // number of bytes used by this request; pass the others again
  };

  /// Throws Refused: malformed, head_too_large, too_large. Must not be called again after it has
  /// thrown or returned `complete`.
  Parsed parse(std::span<const std::byte> bytes);

  /// Whether the first byte of the request has arrived.
  bool started() const noexcept;

  // After header_complete:
  RequestHead head() const;
  bool has_body() const noexcept;
  bool keep_alive() const noexcept;          // the client wants to send another request
  bool expects_continue() const noexcept;    // Expect: 100-continue
  void limit_body(std::uint64_t max_bytes);  // call before the next parse()
  WebSocketHandshake handshake() const;

  std::size_t body_size() const noexcept;  // bytes so far
  std::vector<std::byte> take_body();

 private:
  boost::beast::http::request_parser<BytesBody> parser_;
};

}  // namespace emovox::server
