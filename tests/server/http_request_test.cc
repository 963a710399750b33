#include "server/http_request.h"

#include <gmock/gmock.h>

#include "server/refusal.h"

namespace emovox::server {
namespace {

using Progress = HttpRequestParser::Progress;

std::span<const std::byte> bytes_of(std::string_view text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

/// Passes `text` in two pieces, as a connection does; unused bytes are passed again. Returns the
/// number of bytes of the request.
std::size_t feed(HttpRequestParser& request, std::string_view text, std::size_t cut) {
  std::size_t at = 0;
  for (std::size_t end : {cut, text.size()}) {
    for (;;) {
      const auto parsed = request.parse(bytes_of(text.substr(at, end - at)));
      at += parsed.bytes;
      if (parsed.progress == Progress::complete) return at;
      if (parsed.progress == Progress::need_more) break;
    }
  }
  return 0;
}

std::string body_of(HttpRequestParser& request) {
  const auto body = request.take_body();
  return {reinterpret_cast<const char*>(body.data()), body.size()};
}

TEST(HttpRequest, DoesNotDependOnThePieces) {
  const std::string head =
      "POST /v1/emotion?a=b HTTP/1.1\r\nHost: here\r\norigin:  there \r\nX-Request-Id: 7\r\n";
  const std::string fixed = head + "Content-Type: audio/wav\r\nContent-Length: 5\r\n\r\nhello";
  const std::string chunked =
      head + "Transfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3;x=y\r\nllo\r\n0\r\nMore: 1\r\n\r\n";
  for (const std::string& text : {fixed, chunked}) {
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      HttpRequestParser request;
      ASSERT_EQ(feed(request, text + "GET", cut), text.size()) << cut;
      EXPECT_EQ(body_of(request), "hello") << cut;
      EXPECT_EQ(request.head().method, "POST");
      EXPECT_EQ(request.head().target, "/v1/emotion?a=b");
      EXPECT_EQ(request.head().host, "here");
      EXPECT_EQ(request.head().origin, "there");
      EXPECT_EQ(request.head().id, "7");
      EXPECT_TRUE(request.has_body());
      EXPECT_TRUE(request.keep_alive());
    }
  }
}

TEST(HttpRequest, ReturnsTheFieldsOfItsHeader) {
  HttpRequestParser request;
  EXPECT_FALSE(request.started());
  EXPECT_EQ(request.parse(bytes_of("\r\n\r\n")).bytes, 4u);
  EXPECT_FALSE(request.started());
  feed(request, "GET / HTTP/1.0\r\nExpect: 100-continue\r\n\r\n", 3);
  EXPECT_TRUE(request.started());
  EXPECT_EQ(request.head().version, 10);
  EXPECT_EQ(request.head().host, std::nullopt);
  EXPECT_FALSE(request.head().upgrade);
  EXPECT_FALSE(request.keep_alive());
  EXPECT_FALSE(request.has_body());
  EXPECT_FALSE(request.expects_continue()) << "HTTP/1.0 knows none";
}

TEST(HttpRequest, LimitsItsBodyWhileItArrives) {
  HttpRequestParser request;
  const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  EXPECT_EQ(request.parse(bytes_of(head)).progress, Progress::header_complete);
  request.limit_body(10);
  const std::string chunks = "6\r\nabcdef\r\n6\r\nabcdef\r\n";
  const auto parsed = request.parse(bytes_of(chunks.substr(0, 11)));
  EXPECT_EQ(parsed.progress, Progress::need_more);
  EXPECT_EQ(request.body_size(), 6u);
  try {
    request.parse(bytes_of(chunks.substr(parsed.bytes)));
    FAIL() << "twelve bytes were parsed";
  } catch (const Refused& refused) {
    EXPECT_EQ(refused.refusal().code, RefusalCode::too_large);
  }
}

}  // namespace
}  // namespace emovox::server
