// Limits of streams, and the ways in which clients disconnect.
#include <gmock/gmock.h>

#include <random>
#include <thread>

#include "server/stream_session.h"
#include "server/stream_session_fixture.h"

namespace emovox::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;
using vad::Sound;

TEST_F(StreamSessionTest, TheSizeOfMessagesIsLimited) {
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

TEST_F(StreamSessionTest, TheLengthAndNumberOfStreamsAreLimited) {
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

TEST_F(StreamSessionTest, OnlyAStreamWithTooMuchBacklogIsBusy) {
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

TEST_F(StreamSessionTest, StreamsOfKilledClientsAreRemoved) {
  Gate gate;
  StreamServer server(model_, generous(), {}, gate.predict());
  const Bytes bytes = floats(conversation(5));
  {
    StreamClient before(server.port()), after = started(server), speaking = started(server),
                                        ended = started(server), inside = started(server);
    speaking.binary(bytes);
    ASSERT_TRUE(gate.wait_for_scheduler());  // killed during its prediction
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

TEST_F(StreamSessionTest, AClientThatClosesOrShutsDownItsSendingSideIsRemoved) {
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
  EXPECT_EQ(log.at(3).at("reason"), "the client disconnected");
}

TEST_F(StreamSessionTest, AClientThatDoesNotReadSlowsOnlyItself) {
  SessionLimits limits{.outbox = 20'000, .send_buffer = 4096};
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

TEST_F(StreamSessionTest, ASilentClientIsTimedOutDespitePings) {
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

TEST_F(StreamSessionTest, AClientThatSendsSamplesIsNotTimedOut) {
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
  StreamServer server(model_, options, {}, gate.predict());
  const Sound sound = conversation(7);
  StreamClient client = started(server);
  client.binary(floats(sound));
  client.text(kEndText);
  ASSERT_TRUE(gate.wait_for_scheduler());
  std::this_thread::sleep_for(std::chrono::milliseconds(1300));
  gate.open();
  expect_ended(client.read_all(), alone(sound), client);
}

TEST_F(StreamSessionTest, AClientThatDoesNotAnswerACloseFrameIsDisconnected) {
  SessionLimits limits;
  limits.closing = std::chrono::milliseconds(100);
  StreamServer server(model_, generous(), limits);
  StreamClient client = started(server);
  client.text("garbage");  // and it does not read the response
  EXPECT_TRUE(server.wait_open(0));
  EXPECT_EQ(server.log().back().at("reason"), "malformed");
}

}  // namespace
}  // namespace emovox::server
