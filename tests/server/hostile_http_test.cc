// Ten thousand invalid requests and clients that disconnect at any time: the server keeps running,
// and no memory or file descriptor leaks.
#include <gmock/gmock.h>

#include <cstdlib>
#include <random>

#include "server/running_server.h"
#include "server/stream_client.h"

namespace emovox::server {
namespace {

constexpr std::size_t kSpare = 1 << 20;  // bytes that differ for other reasons: caches of threads

std::string garbage(std::mt19937& random) {
  std::string text(random() % 300, '\0');
  for (char& byte : text) byte = static_cast<char>(random());
  return text;
}

/// A valid request with a few changed bytes.
std::string damaged(std::string request, std::mt19937& random) {
  for (unsigned i = 0; i < 1 + random() % 4; ++i) {
    const std::size_t at = random() % std::min<std::size_t>(request.size(), 400);
    switch (random() % 3) {
      case 0: request[at] = static_cast<char>(random()); break;
      case 1: request.erase(at, random() % 9); break;
      default: request.insert(at, garbage(random).substr(0, 9));
    }
    if (request.empty()) request = "\r";
  }
  return request;
}

class Hostile : public testing::Test {
 protected:
  Hostile() {
    ServeOptions options;
    options.idle = 5.0;
    server_.emplace(options);
    const auto [body, type] = form(wav_, "a.wav");
    requests_ = {post_text("/v1/emotion", "audio/wav", wav_), post_text("/v1/emotion", type, body),
                 "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
                 "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                 "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"};
  }

  bool quiet() {
    return wait_until([&] {
      const Metrics& metrics = server_->metrics();
      return metrics.connections_open == 0 && metrics.recordings_waiting == 0 &&
             metrics.streams_open == 0;
    });
  }

  void expect_answers() {
    EXPECT_EQ(server_->client().get("/health").status, 200);
    EXPECT_EQ(server_->client().post("/v1/emotion", "audio/wav", wav_).status, 200);
    ASSERT_TRUE(quiet());
  }

  /// Repeats `one` until caches are warm, then `times` times, and compares open descriptors and
  /// memory before and after.
  void expect_nothing_left(std::size_t times, const std::function<void(std::mt19937&)>& one) {
    std::mt19937 random(3);
    for (std::size_t i = 0; i < 300; ++i) one(random);
    expect_answers();
    const std::size_t descriptors = open_descriptors(), bytes = bytes_in_use();
    for (std::size_t i = 0; i < times; ++i) one(random);
    expect_answers();
    EXPECT_EQ(open_descriptors(), descriptors);
    EXPECT_LE(bytes_in_use(), bytes + kSpare);
  }

  const std::string wav_ = voice_wav(0.2);
  std::vector<std::string> requests_;
  std::optional<RunningServer> server_;
};

TEST_F(Hostile, TenThousandGarbageRequests) {
  expect_nothing_left(10'000, [&](std::mt19937& random) {
    HttpClient client = server_->client();
    client.send(random() % 2 == 0 ? garbage(random)
                                  : damaged(requests_[random() % requests_.size()], random));
    if (random() % 8 == 0) client.finish_sending();
  });
}

// The request is sent completely, half or not at all; the client resets or closes; before, during
// or after the prediction.
TEST_F(Hostile, ClientsThatDisconnectAtAnyTime) {
  const char* wanted = std::getenv("EMOVOX_TEST_CONNECTIONS");
  const std::size_t times = wanted == nullptr ? 1000 : std::strtoul(wanted, nullptr, 10);
  expect_nothing_left(times, [&](std::mt19937& random) {
    HttpClient client = server_->client();
    const std::string& request = requests_[random() % requests_.size()];
    const bool whole = random() % 2 == 0;
    client.send(whole ? request : request.substr(0, random() % request.size()));
    if (whole && random() % 2 == 0) client.read();
    if (random() % 2 == 0) client.send(garbage(random));
    if (random() % 2 == 0) client.kill();
  });
}

}  // namespace
}  // namespace emovox::server
