#include "server/http_request.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <limits>

#include "server/refusal.h"

namespace emovox::server {
namespace {

namespace http = boost::beast::http;

[[noreturn]] void refuse_target(std::string_view was) {
  throw Refused(RefusalCode::malformed, "request target", was, "must be a path with a query");
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  refuse_target("has a % without two hexadecimal digits");
}

// Decodes percent-encoding (RFC 3986, section 2.1); in a query '+' stands for a space.
std::string percent_decode(std::string_view text, bool plus_is_space) {
  std::string decoded;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) refuse_target("ends within a %");
      decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
      i += 2;
    } else {
      decoded += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  return decoded;
}

Query parse_query(std::string_view text) {
  Query query;
  while (!text.empty()) {
    const std::string_view pair = text.substr(0, text.find('&'));
    text.remove_prefix(std::min(text.size(), pair.size() + 1));
    if (pair.empty()) continue;
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
    query.emplace_back(percent_decode(pair.substr(0, equals), true), percent_decode(value, true));
  }
  return query;
}

[[noreturn]] void refuse_request(const boost::system::error_code& error) {
  if (error == http::error::header_limit) {
    throw Refused(
        RefusalCode::head_too_large, "request", "has a header that is too long",
        "must have at most " + std::to_string(kMaxHeaderBytes) + " bytes before its body");
  }
  if (error == http::error::body_limit) {
    throw Refused(RefusalCode::too_large, "upload", "is larger than this server allows",
                  "must be smaller");
  }
  throw Refused(RefusalCode::malformed, "request", "is not HTTP/1.1 (" + error.message() + ")",
                "must be HTTP/1.1");
}

template <class Fields>
std::optional<std::string> field(const Fields& fields, http::field name) {
  const auto found = fields.find(name);
  if (found == fields.end()) return std::nullopt;
  return std::string(found->value());
}

// A proxy in front of the server may resolve ambiguous fields differently (request smuggling).
template <class Fields>
void check_unambiguous(const Fields& fields, bool chunked) {
  if (!chunked && fields.count(http::field::transfer_encoding) > 0) {
    throw Refused(RefusalCode::malformed, "Transfer-Encoding", "is not chunked",
                  "must be chunked and nothing else");
  }
  for (const http::field name : {http::field::host, http::field::origin, http::field::content_type,
                                 http::field::authorization}) {
    if (fields.count(name) > 1) {
      throw Refused(RefusalCode::malformed, std::string(http::to_string(name)), "is given twice",
                    "must be given once");
    }
  }
}

}  // namespace

RequestTarget parse_target(std::string_view text) {
  RequestTarget target;
  constexpr std::string_view kScheme = "http://";
  if (text.starts_with(kScheme)) {
    text.remove_prefix(kScheme.size());
    const std::size_t end = std::min(text.find_first_of("/?"), text.size());
    target.authority = text.substr(0, end);
    text.remove_prefix(end);
  } else if (!text.starts_with('/')) {
    refuse_target("is not a path");
  }
  text = text.substr(0, text.find('#'));
  const std::size_t mark = std::min(text.find('?'), text.size());
  target.path = mark == 0 ? "/" : percent_decode(text.substr(0, mark), false);
  target.query = parse_query(text.substr(std::min(mark + 1, text.size())));
  return target;
}

HttpRequestParser::HttpRequestParser() {
  parser_.header_limit(kMaxHeaderBytes);
  parser_.body_limit(std::numeric_limits<std::uint64_t>::max());  // until limit_body() is called
}

HttpRequestParser::Parsed HttpRequestParser::parse(std::span<const std::byte> bytes) {
  Parsed parsed;
  const auto is_line_break = [](std::byte byte) {
    return byte == std::byte{'\r'} || byte == std::byte{'\n'};
  };
  // Some clients send a line break after a body (RFC 9112, section 2.2).
  while (!started() && parsed.bytes < bytes.size() && is_line_break(bytes[parsed.bytes])) {
    ++parsed.bytes;
  }
  while (parsed.bytes < bytes.size() && !parser_.is_done()) {
    const bool had_header = parser_.is_header_done();
    const auto rest = bytes.subspan(parsed.bytes);
    boost::system::error_code error;
    parsed.bytes += parser_.put(boost::asio::buffer(rest.data(), rest.size()), error);
    if (error == http::error::need_more) return parsed;
    if (error) refuse_request(error);
    if (!had_header && parser_.is_header_done()) {
      check_unambiguous(parser_.get(), parser_.chunked());
      parser_.eager(true);
      parsed.progress = Progress::header_complete;
      return parsed;
    }
  }
  if (parser_.is_done()) parsed.progress = Progress::complete;
  return parsed;
}

bool HttpRequestParser::started() const noexcept { return parser_.got_some(); }

RequestHead HttpRequestParser::head() const {
  const auto& fields = parser_.get();
  RequestHead head;
  head.method = std::string(fields.method_string());
  head.target = std::string(fields.target());
  head.version = static_cast<int>(fields.version());
  head.upgrade = boost::beast::websocket::is_upgrade(fields);
  head.host = field(fields, http::field::host);
  head.origin = field(fields, http::field::origin);
  head.authorization = field(fields, http::field::authorization);
  head.subprotocols = field(fields, http::field::sec_websocket_protocol);
  head.content_type = field(fields, http::field::content_type);
  head.content_encoding = field(fields, http::field::content_encoding);
  head.if_none_match = field(fields, http::field::if_none_match);
  if (const auto length = parser_.content_length()) head.content_length = *length;
  const auto id = fields.find("X-Request-Id");
  if (id != fields.end()) head.id = std::string(id->value());
  return head;
}

bool HttpRequestParser::has_body() const noexcept {
  return parser_.chunked() || parser_.content_length().value_or(0) > 0;
}

bool HttpRequestParser::keep_alive() const noexcept { return parser_.keep_alive(); }

bool HttpRequestParser::expects_continue() const noexcept {
  const auto& fields = parser_.get();
  return fields.version() >= 11 &&
         boost::beast::iequals(fields[http::field::expect], "100-continue");
}

void HttpRequestParser::limit_body(std::uint64_t max_bytes) { parser_.body_limit(max_bytes); }

WebSocketHandshake HttpRequestParser::handshake() const {
  WebSocketHandshake handshake;
  handshake.base() = parser_.get().base();
  return handshake;
}

std::size_t HttpRequestParser::body_size() const noexcept { return parser_.get().body().size(); }

std::vector<std::byte> HttpRequestParser::take_body() { return std::move(parser_.get().body()); }

}  // namespace emovox::server
