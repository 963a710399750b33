#include "server/http_request.h"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <limits>
#include <string_view>

#include "server/raw_request.h"

namespace emovox::server {
namespace {

namespace http = boost::beast::http;

[[noreturn]] void refuse(const boost::system::error_code& error) {
  if (error == http::error::header_limit) {
    throw Refused(RefusalCode::head_too_large, "request", "has too long a head",
                  "must have at most " + std::to_string(kMostHeadBytes) + " bytes before its body");
  }
  if (error == http::error::body_limit) {
    throw Refused(RefusalCode::too_large, "upload", "is larger than this server takes",
                  "must be smaller");
  }
  throw Refused(RefusalCode::malformed, "request", "is no HTTP/1.1 (" + error.message() + ")",
                "must be");
}

template <class Fields>
std::optional<std::string> field(const Fields& fields, http::field name) {
  const auto found = fields.find(name);
  if (found == fields.end()) return std::nullopt;
  return std::string(found->value());
}

// What a proxy before us may have understood otherwise.
template <class Fields>
void check_unambiguous(const Fields& fields, bool chunked) {
  if (!chunked && fields.count(http::field::transfer_encoding) > 0) {
    throw Refused(RefusalCode::malformed, "Transfer-Encoding", "is not chunked alone", "must be");
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

HttpRequest::HttpRequest() : raw_(std::make_unique<Raw>()) {
  raw_->parser.header_limit(kMostHeadBytes);
  raw_->parser.body_limit(std::numeric_limits<std::uint64_t>::max());  // limit_body() says better
}

HttpRequest::HttpRequest(HttpRequest&&) noexcept = default;
HttpRequest& HttpRequest::operator=(HttpRequest&&) noexcept = default;
HttpRequest::~HttpRequest() = default;

HttpRequest::Taken HttpRequest::take(std::span<const std::byte> bytes) {
  auto& parser = raw_->parser;
  Taken taken;
  const auto is_break = [](std::byte byte) {
    return byte == std::byte{'\r'} || byte == std::byte{'\n'};
  };
  // Some clients send a line break behind a body.
  while (!begun() && taken.bytes < bytes.size() && is_break(bytes[taken.bytes])) ++taken.bytes;
  while (taken.bytes < bytes.size() && !parser.is_done()) {
    const bool had_head = parser.is_header_done();
    const auto rest = bytes.subspan(taken.bytes);
    boost::system::error_code error;
    taken.bytes += parser.put(boost::asio::buffer(rest.data(), rest.size()), error);
    if (error == http::error::need_more) return taken;
    if (error) refuse(error);
    if (!had_head && parser.is_header_done()) {
      check_unambiguous(parser.get(), parser.chunked());
      parser.eager(true);
      taken.progress = Progress::head;
      return taken;
    }
  }
  if (parser.is_done()) taken.progress = Progress::whole;
  return taken;
}

bool HttpRequest::begun() const noexcept { return raw_->parser.got_some(); }

RequestHead HttpRequest::head() const {
  const auto& fields = raw_->parser.get();
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
  if (const auto length = raw_->parser.content_length()) head.content_length = *length;
  const auto id = fields.find("X-Request-Id");
  if (id != fields.end()) head.id = std::string(id->value());
  return head;
}

bool HttpRequest::has_body() const noexcept {
  return raw_->parser.chunked() || raw_->parser.content_length().value_or(0) > 0;
}

bool HttpRequest::keeps_alive() const noexcept { return raw_->parser.keep_alive(); }

bool HttpRequest::waits_for_consent() const noexcept {
  const auto& fields = raw_->parser.get();
  return fields.version() >= 11 &&
         boost::beast::iequals(fields[http::field::expect], "100-continue");
}

void HttpRequest::limit_body(std::uint64_t bytes) { raw_->parser.body_limit(bytes); }

std::size_t HttpRequest::body_size() const noexcept { return raw_->parser.get().body().size(); }

std::vector<std::byte> HttpRequest::take_body() { return std::move(raw_->parser.get().body()); }

}  // namespace emovox::server
