#include "server/stream_session.h"

#include <gmock/gmock.h>

#include <bit>
#include <cmath>
#include <random>
#include <thread>

#include "server/stream_client.h"
#include "server/stream_hub_fixture.h"
#include "server/stream_server.h"

namespace emovox::server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using voice::Sound;
using Bytes = std::vector<std::byte>;

constexpr char kStartText[] = R"({"type":"start","sample_rate":16000})";
constexpr char kEndText[] = R"({"type":"end"})";

Bytes floats(const Sound& sound) {
  Bytes bytes;
  for (const float sample : sound) {
    const auto bits = std::bit_cast<std::uint32_t>(sample);
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(std::byte(bits >> shift & 0xFF));
  }
  return bytes;
}

/// Sixteen bits of each sample, and the samples that they are.
Bytes shorts(Sound& sound) {
  Bytes bytes;
  for (float& sample : sound) {
    const auto whole = static_cast<std::int16_t>(std::lround(sample * 32767.0F));
    sample = static_cast<float>(whole) / 32768.0F;
    bytes.push_back(std::byte(whole & 0xFF));
    bytes.push_back(std::byte(whole >> 8 & 0xFF));
  }
  return bytes;
}

std::string type_of(const std::string& message) { return json::parse(message).at("type"); }
std::string code_of(const std::string& message) { return json::parse(message).at("code"); }

class StreamSessionTest : public StreamHubTest {
 protected:
  /// Everything that is said to these bytes in random pieces, "started" left out.
  static Texts speak(StreamClient& client, const std::string& start, const Bytes& bytes) {
    client.text(start);
    EXPECT_EQ(type_of(client.read().value_or("{}")), "started");
    std::mt19937 random(5);
    for (std::size_t at = 0; at < bytes.size();) {
      const auto rest = std::span(bytes).subspan(at);
      const auto piece = rest.first(std::min<std::size_t>(rest.size(), random() % 5000));
      client.binary(piece);
      at += piece.size();
    }
    client.text(kEndText);
    return client.read_all();
  }

  static void expect_ended(Texts said, Texts expected, const StreamClient& client) {
    ASSERT_FALSE(said.empty());
    EXPECT_EQ(type_of(said.back()), "ended");
    said.pop_back();
    EXPECT_EQ(said, expected);
    EXPECT_EQ(client.close_code(), 1000U);
  }

  /// The last words of a refusal.
  static void expect_refused(StreamClient& client, const std::string& code, unsigned close_code) {
    const Texts said = client.read_all();
    ASSERT_FALSE(said.empty()) << "closed without a word";
    EXPECT_EQ(type_of(said.back()), "error") << said.back();
    EXPECT_EQ(code_of(said.back()), code);
    EXPECT_EQ(client.close_code(), close_code);
    EXPECT_EQ(client.close_reason(), code);
  }

  StreamClient started(StreamServer& server, const ClientOptions& options = {}) {
    StreamClient client(server.port(), options);
    client.text(kStartText);
    EXPECT_EQ(type_of(client.read().value_or("{}")), "started");
    return client;
  }
};

TEST_F(StreamSessionTest, FloatsAreToldWhatAListenerSaysLetterByLetter) {
  StreamServer server(model_, generous());
  StreamClient client(server.port());
  const Sound sound = conversation(1);
  expect_ended(speak(client, kStartText, floats(sound)), alone(sound), client);
  EXPECT_TRUE(server.wait_open(0));
}

TEST_F(StreamSessionTest, SixteenBitSamplesAndOptionsToo) {
  StreamServer server(model_, generous());
  StreamClient client(server.port());
  Sound sound = conversation(2);
  const Bytes bytes = shorts(sound);
  const StreamStart start{.sample_rate = 22050,
                          .encoding = SampleEncoding::s16le,
                          .options = {.window = 1, .hop = 0.2}};
  expect_ended(speak(client,
                     R"({"type":"start","sample_rate":22050,"encoding":"s16le",)"
                     R"("options":{"window":1,"hop":0.2}})",
                     bytes),
               alone(sound, start), client);
}

TEST_F(StreamSessionTest, WhatWasSaidAndDoneIsCountedAndLoggedWithoutWords) {
  StreamServer server(model_, generous());
  {
    StreamClient client(server.port());
    const Texts said = speak(client, kStartText, floats(conversation(3)));
    EXPECT_EQ(json::parse(said.back()), (json{{"type", "ended"}, {"duration", 6.0}}));
    ASSERT_TRUE(server.wait_open(0));
    const auto log = server.log();
    ASSERT_EQ(log.size(), 2U);
    const std::string session = log[0].at("session");
    EXPECT_EQ(session.size(), 16U);
    EXPECT_EQ(log[0].dump(), R"({"event":"stream_start","session":")" + session +
                                 R"(","sample_rate":16000,"encoding":"f32le"})");
    EXPECT_EQ(log[1].dump(), R"({"event":"stream_end","session":")" + session +
                                 R"(","seconds":6.0,"events":)" + std::to_string(said.size() - 1) +
                                 R"(,"reason":"ended"})");
    EXPECT_EQ(server.metrics().stream_events, static_cast<int>(said.size()) - 1);
  }
  EXPECT_EQ(server.metrics().streams, 1);
  EXPECT_EQ(server.metrics().refusals, 0);
  EXPECT_THAT(server.metrics().event_time.text("t"), Not(HasSubstr("t_count 0")));
  EXPECT_TRUE(server.wait_held(0));
}

TEST_F(StreamSessionTest, TheSubprotocolIsChosenAndNoTokenSaidBack) {
  StreamServer server(model_, generous());
  EXPECT_EQ(StreamClient(server.port()).subprotocol(), "");
  EXPECT_EQ(StreamClient(server.port(), {.subprotocols = "emovox, bearer.c2VjcmV0"}).subprotocol(),
            "emovox");
  EXPECT_EQ(StreamClient(server.port(), {.subprotocols = "bearer.c2VjcmV0,emovox"}).subprotocol(),
            "emovox");
}

TEST_F(StreamSessionTest, WhatHasNoPlaceIsRefusedAndClosed) {
  StreamServer server(model_, generous());
  StreamClient early(server.port()), twice = started(server), garbage(server.port());
  early.binary(floats(Sound(10)));
  expect_refused(early, "out_of_order", 1002);
  twice.text(kStartText);
  expect_refused(twice, "out_of_order", 1002);
  garbage.text("garbage");
  expect_refused(garbage, "malformed", 1002);
  EXPECT_TRUE(server.wait_open(0));
  EXPECT_EQ(server.metrics().refusals, 3);
  EXPECT_EQ(server.metrics().streams_open, 0);
}

TEST_F(StreamSessionTest, BytesThatAreNoFrameCloseTheConnection) {
  StreamServer server(model_, generous());
  StreamClient client = started(server);
  client.raw("\xFF\xFF\xFF\xFF GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(client.read_all(), IsEmpty());
  EXPECT_TRUE(server.wait_open(0));
}

TEST_F(StreamSessionTest, TenThousandGarbageMessagesLeaveAnotherStreamAlone) {
  StreamServer server(model_, generous());
  StreamClient steady = started(server);
  const Sound sound = conversation(4);
  std::mt19937 random(6);
  const auto rest = floats(sound);
  std::size_t at = 0;
  for (int client_number = 0; client_number < 100; ++client_number) {
    StreamClient client(server.port());
    for (int i = 0; i < 100; ++i) {
      std::string text(random() % 200, '{');
      for (char& letter : text) letter = static_cast<char>(32 + random() % 90);
      random() % 2 == 0 ? client.text(text) : client.binary(std::as_bytes(std::span(text)));
    }
    client.kill();
    const auto piece = std::span(rest).subspan(at).first(rest.size() / 100);
    steady.binary(piece);
    at += piece.size();
  }
  steady.binary(std::span(rest).subspan(at));
  steady.text(kEndText);
  expect_ended(steady.read_all(), alone(sound), steady);
  EXPECT_TRUE(server.wait_open(0));
}

TEST_F(StreamSessionTest, MessagesAreNoLargerThanTheyMayBe) {
  StreamServer server(model_, generous(), {.message = 4096});
  StreamClient whole = started(server), parts = started(server), fits = started(server);
  whole.binary(Bytes(4100));
  expect_refused(whole, "too_large", 1009);
  for (int i = 0; i < 5; ++i) parts.part(Bytes(1000));
  expect_refused(parts, "too_large", 1009);
  fits.binary(Bytes(4096));
  fits.text(kEndText);
  EXPECT_THAT(fits.read_all(), ElementsAre(StartsWith(R"({"type":"ended")")));
}

TEST_F(StreamSessionTest, StreamsAreNoLongerAndNoMoreThanTheyMayBe) {
  ServeOptions options = generous();
  options.max_audio = 1.0;
  options.max_streams = 1;
  StreamServer server(model_, options);
  StreamClient first = started(server), second(server.port());
  second.text(kStartText);
  expect_refused(second, "busy", 1013);
  first.binary(Bytes(4 * 16000));
  first.binary(Bytes(4));
  expect_refused(first, "too_long", 1009);
  started(server).kill();
}

TEST_F(StreamSessionTest, AStreamOfWhichTooMuchWaitsIsBusyAlone) {
  ServeOptions options = generous();
  options.max_backlog = 2.0;
  StreamServer server(model_, options);
  StreamClient hasty = started(server), steady = started(server);
  hasty.binary(Bytes(3 * 4 * 16000));
  expect_refused(hasty, "busy", 1013);
  steady.binary(Bytes(4 * 16000));
  steady.text(kEndText);
  expect_ended(steady.read_all(), {}, steady);
}

TEST_F(StreamSessionTest, KilledClientsLeaveNothing) {
  Gate gate;
  StreamServer server(model_, generous(), {}, gate.judge());
  const Bytes bytes = floats(conversation(5));
  {
    StreamClient before(server.port()), after = started(server), speaking = started(server),
                                        ended = started(server), inside = started(server);
    speaking.binary(bytes);
    ASSERT_TRUE(gate.wait_for_hub());  // killed while it is judged
    ended.binary(bytes);
    ended.text(kEndText);
    inside.part(std::span(bytes).first(1000));
    EXPECT_TRUE(server.wait_open(5));
    EXPECT_EQ(server.metrics().streams_open, 4);
    for (StreamClient* client : {&before, &after, &speaking, &ended, &inside}) client->kill();
  }
  EXPECT_TRUE(server.wait_open(0));
  EXPECT_EQ(server.metrics().streams_open, 0);
  gate.open();
  EXPECT_TRUE(server.wait_held(0));
}

TEST_F(StreamSessionTest, AClientThatClosesOrEndsItsHalfIsLetGo) {
  StreamServer server(model_, generous());
  StreamClient polite = started(server), half = started(server);
  EXPECT_TRUE(server.wait_open(2));
  polite.close();
  EXPECT_EQ(polite.close_code(), 1000U);
  half.finish_sending();
  EXPECT_THAT(half.read_all(), IsEmpty());
  EXPECT_TRUE(server.wait_open(0));
  const auto log = server.log();
  EXPECT_EQ(log.at(2).at("reason"), "the client closed");
  EXPECT_EQ(log.at(3).at("reason"), "the client went");
}

TEST_F(StreamSessionTest, AClientThatDoesNotReadSlowsOnlyItself) {
  SessionLimits limits{.outbox = 20'000, .kernel = 4096};
  limits.closing = std::chrono::milliseconds(100);
  StreamServer server(model_, generous(), limits);
  StreamClient deaf = started(server, {.subprotocols = {}, .receive_buffer = 2048}),
               steady = started(server);
  const Sound sound = conversation(6);
  const Bytes bytes = floats(sound);
  for (int i = 0; i < 20; ++i) deaf.binary(bytes);
  steady.binary(bytes);
  steady.text(kEndText);
  expect_ended(steady.read_all(), alone(sound), steady);
  EXPECT_TRUE(server.wait_open(0));
  EXPECT_THAT(json(server.log()).dump(), HasSubstr(R"("reason":"too_slow")"));
  EXPECT_TRUE(server.wait_held(0));
}

TEST_F(StreamSessionTest, AClientThatSaysNothingIsTimedOutAndPingsAreNotWords) {
  ServeOptions options = generous();
  options.idle = 1.0;
  StreamServer server(model_, options);
  StreamClient silent(server.port()), started_one = started(server), pinging = started(server);
  for (int i = 0; i < 500 && server.metrics().refusals < 3; ++i) {
    pinging.ping();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(server.metrics().refusals, 3);
  expect_refused(silent, "timed_out", 4408);
  expect_refused(started_one, "timed_out", 4408);
  expect_refused(pinging, "timed_out", 4408);
}

TEST_F(StreamSessionTest, AClientThatGoesOnSpeakingIsNotTimedOut) {
  ServeOptions options = generous();
  options.idle = 1.0;
  StreamServer server(model_, options);
  StreamClient client = started(server);
  for (int i = 0; i < 5; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    client.binary(Bytes(640));
  }
  client.text(kEndText);
  expect_ended(client.read_all(), {}, client);
}

TEST_F(StreamSessionTest, AClientThatHasEndedMayWaitForItsLastEvents) {
  ServeOptions options = generous();
  options.idle = 1.0;
  Gate gate;
  StreamServer server(model_, options, {}, gate.judge());
  const Sound sound = conversation(7);
  StreamClient client = started(server);
  client.binary(floats(sound));
  client.text(kEndText);
  ASSERT_TRUE(gate.wait_for_hub());
  std::this_thread::sleep_for(std::chrono::milliseconds(1300));
  gate.open();
  expect_ended(client.read_all(), alone(sound), client);
}

TEST_F(StreamSessionTest, AClientThatDoesNotAnswerACloseIsCut) {
  SessionLimits limits;
  limits.closing = std::chrono::milliseconds(100);
  StreamServer server(model_, generous(), limits);
  StreamClient client = started(server);
  client.text("garbage");  // and it does not read what comes of that
  EXPECT_TRUE(server.wait_open(0));
  EXPECT_EQ(server.log().back().at("reason"), "malformed");
}

TEST_F(StreamSessionTest, AServerThatStopsGivesOpenStreamsTheirEnd) {
  StreamServer server(model_, generous());
  StreamClient waiting(server.port()), speaking = started(server);
  const Sound sound = conversation(8);
  speaking.binary(floats(sound));
  EXPECT_EQ(type_of(speaking.read().value_or("{}")), "utterance_start");
  server.stop();
  Texts said = speaking.read_all();
  ASSERT_GE(said.size(), 2U);
  EXPECT_EQ(said.back(), R"({"type":"ended","duration":6.0})");
  EXPECT_EQ(said[said.size() - 2], alone(sound).back());
  EXPECT_EQ(speaking.close_code(), 1012U);
  expect_refused(waiting, "stopping", 1012);
  EXPECT_TRUE(server.wait_stopped());
  StreamClient late(server.port());
  expect_refused(late, "stopping", 1012);
}

TEST_F(StreamSessionTest, AServerThatStopsWaitsNoLongerThanItsGrace) {
  ServeOptions options = generous();
  options.grace = 0.1;
  Gate gate;
  StreamServer server(model_, options, {}, gate.judge());
  StreamClient client = started(server);
  client.binary(floats(conversation(9)));
  ASSERT_TRUE(gate.wait_for_hub());
  server.stop();
  expect_refused(client, "stopping", 1012);
  EXPECT_TRUE(server.wait_stopped());
  gate.open();
}

TEST_F(StreamSessionTest, AServerThatIsIdleStopsAtOnce) {
  StreamServer server(model_, generous());
  server.stop();
  EXPECT_TRUE(server.wait_stopped());
}

TEST_F(StreamSessionTest, AServerThatGoesCutsItsStreams) {
  std::optional<StreamClient> client;
  {
    StreamServer server(model_, generous());
    client.emplace(started(server));
    client->binary(floats(conversation(10)));
  }
  client->read_all();
  EXPECT_EQ(client->close_code(), 0U);
}

TEST_F(StreamSessionTest, ADefectOfTheServerIsLoggedAndNotTold) {
  StreamServer server(model_, generous(), {},
                      [](auto&&...) { throw std::runtime_error("made to fail"); });
  StreamClient client = started(server);
  client.binary(floats(conversation(11)));
  const Texts said = client.read_all();
  ASSERT_FALSE(said.empty());
  EXPECT_EQ(code_of(said.back()), "internal");
  EXPECT_THAT(said.back(), Not(HasSubstr("made to fail")));
  EXPECT_EQ(client.close_code(), 1011U);
  EXPECT_TRUE(server.wait_open(0));
  EXPECT_EQ(server.log().back().at("failure"), "made to fail");
}

}  // namespace
}  // namespace emovox::server
