// Streams and recordings on one port.
#include <gmock/gmock.h>

#include <cstdlib>
#include <random>

#include "emovox/error.h"
#include "emovox/listener.h"
#include "model/random_model.h"
#include "server/running_server.h"
#include "server/stream_client.h"

namespace emovox::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kStart[] = R"({"type":"start","sample_rate":16000})";
constexpr char kEnd[] = R"({"type":"end"})";

std::uint16_t port_of(const RunningServer& server) {
  return static_cast<std::uint16_t>(server.port());
}

std::vector<std::byte> bytes_of(const std::vector<float>& samples) {
  const auto bytes = std::as_bytes(std::span(samples));
  return {bytes.begin(), bytes.end()};
}

TEST(WholeServer, AStreamReceivesThePredictionsOfItsVoice) {
  RunningServer server;
  StreamClient client(port_of(server), {.subprotocols = "emovox"});
  EXPECT_EQ(client.subprotocol(), "emovox");
  client.text(kStart);
  const auto started = nlohmann::json::parse(client.read().value_or("{}"));
  EXPECT_EQ(started.at("type"), "started");
  EXPECT_EQ(started.at("labels").get<std::vector<std::string>>(), server.model().labels());
  EXPECT_EQ(server.metrics().streams_open, 1);
  EXPECT_EQ(server.metrics().connections_open, 1);
  client.binary(bytes_of(model::random_voice(2.0, 16000, 1).samples));
  client.text(kEnd);
  const auto said = client.read_all();
  ASSERT_FALSE(said.empty());
  EXPECT_THAT(said.back(), HasSubstr("\"ended\""));
  EXPECT_EQ(client.close_code(), 1000u);
  EXPECT_TRUE(wait_until([&] { return server.metrics().connections_open == 0; }));
}

TEST(WholeServer, AConnectionMaySendRequestsBeforeItBecomesAStream) {
  RunningServer server;
  HttpClient client = server.client();
  EXPECT_EQ(client.get("/health").status, 200);
  const Response answer =
      client.get("/v1/stream",
                 "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                 "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
  EXPECT_EQ(answer.status, 101);
  EXPECT_EQ(answer.fields.at("sec-websocket-accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
}

TEST(WholeServer, BytesAfterAHandshakeAreRefused) {
  RunningServer server;
  HttpClient client = server.client();
  client.send(
      "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
      "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n\x81\x80zzzz");
  EXPECT_EQ(client.read().status, 400);
}

TEST(WholeServer, TheNumberOfStreamsIsLimited) {
  ServeOptions options;
  options.max_streams = 1;
  RunningServer server(options);
  StreamClient first(port_of(server));
  first.text(kStart);
  EXPECT_THAT(first.read().value_or(""), HasSubstr("started"));
  StreamClient second(port_of(server));
  second.text(kStart);
  EXPECT_THAT(second.read().value_or(""), HasSubstr("busy"));
  EXPECT_FALSE(second.read());
  EXPECT_EQ(second.close_code(), 1013u);
}

TEST(WholeServer, StreamsCountAsConnections) {
  ServeOptions options;
  options.max_connections = 1;
  RunningServer server(options);
  StreamClient stream(port_of(server));
  EXPECT_EQ(server.client().get("/health").status, 429);
  stream.close();
  EXPECT_TRUE(wait_until([&] { return server.client().get("/health").status == 200; }));
}

TEST(WholeServer, TheLogHasTheEventsInOrder) {
  RunningServer server;
  server.client().get("/health");
  server.stop();
  std::vector<std::string> events;
  for (const auto& line : server.log()) {
    events.push_back(line.at("event"));
    EXPECT_THAT(line.at("time").get<std::string>(),
                testing::MatchesRegex("[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}\\.[0-9]{3}Z"));
  }
  EXPECT_THAT(events, ElementsAre("listening", "request", "stopping", "stopped"));
}

TEST(WholeServer, AUsedPortAndAnInvalidHostAreErrors) {
  RunningServer server;
  Log log([](std::string_view) {});
  const auto message_of = [&](const ServeOptions& options) -> std::string {
    try {
      const Server other(server.model(), options, log);
    } catch (const Error& error) {
      return std::string(to_string(error.code())) + " " + error.what();
    }
    return "";
  };
  EXPECT_EQ(
      message_of({.port = server.port()}),
      "io 127.0.0.1:" + std::to_string(server.port()) +
          ": cannot be listened on (Address already in use); must be free; --port names another");
  EXPECT_THAT(message_of({.host = "203.0.113.1", .port = 0}),
              testing::StartsWith("invalid_argument 203.0.113.1:0"));
  EXPECT_THAT(message_of({.host = "no such host", .port = 0}),
              testing::StartsWith("invalid_argument no such host:0"));
  EXPECT_THAT(message_of({.port = 70000}), HasSubstr("ServeOptions.port: is 70000"));
}

TEST(WholeServer, APublicHostWithoutATokenGivesAWarning) {
  std::string text;
  Log log([&](std::string_view line) { text += line; });
  RunningServer model_of;
  const auto run = [&](const ServeOptions& options) {
    Server server(model_of.model(), options, log);
    server.stop();
    server.run();
  };
  run({.host = "0.0.0.0", .port = 0});
  EXPECT_THAT(text, HasSubstr("\"warning\""));
  text.clear();
  run({.host = "0.0.0.0", .port = 0, .token = "t"});
  run({.port = 0});
  EXPECT_THAT(text, testing::Not(HasSubstr("\"warning\"")));
}

// Streams that break off in every state.
TEST(WholeServer, KilledStreamsAreRemoved) {
  RunningServer server;
  const char* wanted = std::getenv("EMOVOX_TEST_CONNECTIONS");
  const std::size_t times = wanted == nullptr ? 1000 : std::strtoul(wanted, nullptr, 10);
  const auto voice = bytes_of(model::random_voice(0.6, 16000, 1).samples);
  std::mt19937 random(1);
  const auto one = [&] {
    StreamClient client(port_of(server));
    const auto moment = random() % 5;
    if (moment > 0) client.text(kStart);
    if (moment > 1) client.binary(std::span(voice).first(random() % voice.size()));
    if (moment > 2) client.read();
    if (moment > 3) client.text(kEnd);
    client.kill();
  };
  const auto quiet = [&] {
    return wait_until([&] {
      return server.metrics().connections_open == 0 && server.metrics().streams_open == 0;
    });
  };
  for (int i = 0; i < 300; ++i) one();
  ASSERT_TRUE(quiet());
  const std::size_t descriptors = open_descriptors(), bytes = bytes_in_use();
  for (std::size_t i = 0; i < times; ++i) one();
  ASSERT_TRUE(quiet());
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_LE(bytes_in_use(), bytes + (1 << 20));
  EXPECT_EQ(server.client().get("/health").status, 200);
}

}  // namespace
}  // namespace emovox::server
