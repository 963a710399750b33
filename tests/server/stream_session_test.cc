#include "server/stream_session.h"

#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "server/stream_session_fixture.h"

namespace emovox::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using vad::Sound;

TEST_F(StreamSessionTest, FloatSamplesReceiveExactlyTheEventsOfAListener) {
  StreamServer server(model_, generous());
  StreamClient client(server.port());
  const Sound sound = conversation(1);
  expect_ended(speak(client, kStartText, floats(sound)), alone(sound), client);
  EXPECT_TRUE(server.wait_open(0));
}

TEST_F(StreamSessionTest, SixteenBitSamplesAndOptionsReceiveTheEventsOfAListener) {
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

TEST_F(StreamSessionTest, StreamsAreCountedAndLoggedWithoutPredictions) {
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

TEST_F(StreamSessionTest, TheSubprotocolIsChosenAndTheTokenIsNotSentBack) {
  StreamServer server(model_, generous());
  EXPECT_EQ(StreamClient(server.port()).subprotocol(), "");
  EXPECT_EQ(StreamClient(server.port(), {.subprotocols = "emovox, bearer.c2VjcmV0"}).subprotocol(),
            "emovox");
  EXPECT_EQ(StreamClient(server.port(), {.subprotocols = "bearer.c2VjcmV0,emovox"}).subprotocol(),
            "emovox");
}

TEST_F(StreamSessionTest, MessagesOutOfOrderAreRefused) {
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

TEST_F(StreamSessionTest, InvalidFramesCloseTheConnection) {
  StreamServer server(model_, generous());
  StreamClient client = started(server);
  client.raw("\xFF\xFF\xFF\xFF GET / HTTP/1.1\r\n\r\n");
  EXPECT_THAT(client.read_all(), IsEmpty());
  EXPECT_TRUE(server.wait_open(0));
}

TEST_F(StreamSessionTest, TenThousandGarbageMessagesDoNotAffectAnotherStream) {
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

TEST_F(StreamSessionTest, AStoppingServerSendsOpenStreamsTheirLastEvents) {
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

TEST_F(StreamSessionTest, AStoppingServerWaitsNoLongerThanItsGrace) {
  ServeOptions options = generous();
  options.grace = 0.1;
  Gate gate;
  StreamServer server(model_, options, {}, gate.predict());
  StreamClient client = started(server);
  client.binary(floats(conversation(9)));
  ASSERT_TRUE(gate.wait_for_scheduler());
  server.stop();
  expect_refused(client, "stopping", 1012);
  EXPECT_TRUE(server.wait_stopped());
  gate.open();
}

TEST_F(StreamSessionTest, AnIdleServerStopsAtOnce) {
  StreamServer server(model_, generous());
  server.stop();
  EXPECT_TRUE(server.wait_stopped());
}

TEST_F(StreamSessionTest, ADestroyedServerClosesItsStreams) {
  std::optional<StreamClient> client;
  {
    StreamServer server(model_, generous());
    client.emplace(started(server));
    client->binary(floats(conversation(10)));
  }
  client->read_all();
  EXPECT_EQ(client->close_code(), 0U);
}

TEST_F(StreamSessionTest, AnInternalErrorIsLoggedAndNotSent) {
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
