// A stopping server: open requests and streams are finished, and no new ones are accepted.
#include <gmock/gmock.h>

#include <future>

#include "server/running_server.h"
#include "server/stream_client.h"

namespace emovox::server {
namespace {

constexpr int kWide = 192;
using testing::Contains;
using testing::HasSubstr;

TEST(Stop, AnIdleServerEndsAtOnceAndFreesItsPort) {
  ServeOptions options;
  options.grace = 60.0;
  RunningServer server(options);
  HttpClient idle = server.client();
  EXPECT_EQ(idle.get("/health").status, 200);
  const auto told = std::chrono::steady_clock::now();
  server.stop();
  EXPECT_LT(std::chrono::steady_clock::now() - told, std::chrono::seconds(20));
  EXPECT_EQ(idle.read().status, 0);
  EXPECT_EQ(server.client().get("/health").status, 0);
}

TEST(Stop, AnOpenRequestIsAnsweredAndItsConnectionClosed) {
  ServeOptions options;
  options.threads = 1;
  options.grace = 60.0;
  RunningServer server(options, kWide);
  const std::string request = post_text("/v1/emotion", "audio/wav", voice_wav(20.0));
  HttpClient whole = server.client(), half = server.client();
  whole.send(request);
  half.send(request.substr(0, 10'000));
  ASSERT_TRUE(wait_until([&] { return server.metrics().connections_open == 2; }));
  // Both requests have begun when a later one has been answered.
  ASSERT_EQ(server.client().get("/health").status, 200);
  auto stopped = std::async(std::launch::async, [&] { server.stop(); });
  server.logged("stopping");
  half.send(request.substr(10'000));
  for (HttpClient* client : {&whole, &half}) {
    const Response answer = client->read();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.fields.at("connection"), "close");
    EXPECT_TRUE(client->closed());
  }
  stopped.get();
}

TEST(Stop, OpenWorkIsCancelledAfterTheGrace) {
  ServeOptions options;
  options.grace = 0.3;
  RunningServer server(options);
  HttpClient client = server.client();
  client.send("GET / HTTP/1.1\r\n");
  ASSERT_TRUE(wait_until([&] { return server.metrics().connections_open == 1; }));
  ASSERT_EQ(server.client().get("/health").status, 200);
  server.stop();
  EXPECT_EQ(client.read().status, 0);
}

TEST(Stop, OpenStreamsReceiveTheirLastEvents) {
  RunningServer server;
  StreamClient client(static_cast<std::uint16_t>(server.port()));
  client.text(R"({"type":"start","sample_rate":16000})");
  EXPECT_THAT(client.read().value_or(""), HasSubstr("started"));
  auto stopped = std::async(std::launch::async, [&] { server.stop(); });
  const auto rest = client.read_all();
  stopped.get();
  EXPECT_THAT(rest, Contains(HasSubstr("\"ended\"")));
  EXPECT_EQ(client.close_code(), 1012u);
  EXPECT_EQ(server.metrics().connections_open, 0);
}

TEST(Stop, ASecondCallHasNoEffect) {
  RunningServer server;
  server.server().stop();
  server.server().stop();
  server.stop();
  EXPECT_EQ(server.log().back().at("event"), "stopped");
}

TEST(Stop, StopBeforeRunEndsAtOnce) {
  Log log([](std::string_view) {});
  RunningServer model_of;
  Server server(model_of.model(), {.port = 0}, log);
  server.stop();
  server.run();
}

}  // namespace
}  // namespace emovox::server
