#include "server/stream_scheduler.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <limits>
#include <random>
#include <thread>

#include "server/stream_scheduler_fixture.h"

namespace emovox::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using vad::Sound;

TEST_F(StreamSchedulerTest, ManyStreamsInRandomPiecesReceiveTheEventsOfEachAlone) {
  constexpr std::size_t kVoices = 32;
  StreamScheduler scheduler(model_, generous(), metrics_);
  std::vector<Sound> sounds;
  for (std::size_t s = 0; s < 4; ++s) sounds.push_back(conversation(10 * s));
  const std::vector<StreamStart> starts{
      kStart, {.sample_rate = 44100, .encoding = {}, .options = {.window = 1.0, .hop = 0.25}}};
  std::vector<UpdateRecorder> recorders(kVoices);
  std::vector<StreamId> voices;
  for (std::size_t v = 0; v < kVoices; ++v)
    voices.push_back(open(scheduler, recorders[v], starts[v % 2]));

  std::mt19937 random(7);
  std::vector<std::span<const float>> rest;
  for (std::size_t v = 0; v < kVoices; ++v) rest.emplace_back(sounds[v / 2 % 4]);
  for (std::size_t left = kVoices; left > 0;) {
    const std::size_t v = random() % kVoices;
    if (rest[v].empty()) continue;
    const auto piece = rest[v].first(std::min<std::size_t>(rest[v].size(), random() % 9000));
    EXPECT_FALSE(scheduler.push(voices[v], piece));
    rest[v] = rest[v].subspan(piece.size());
    if (!rest[v].empty()) continue;
    scheduler.end(voices[v]);
    --left;
  }
  for (std::size_t v = 0; v < kVoices; ++v) {
    ASSERT_TRUE(recorders[v].wait_finished()) << v;
    EXPECT_FALSE(recorders[v].recorded().refusal);
    const Texts expected = alone(sounds[v / 2 % 4], starts[v % 2]);
    EXPECT_GE(expected.size(), 4U);
    EXPECT_EQ(texts(recorders[v].recorded().events), expected) << v;
  }
  EXPECT_EQ(metrics_.streams, kVoices);
  EXPECT_EQ(metrics_.streams_open, 0);
}

TEST_F(StreamSchedulerTest, AStreamWithoutSamplesFinishesAtOnce) {
  StreamScheduler scheduler(model_, generous(), metrics_);
  UpdateRecorder recorder;
  scheduler.end(open(scheduler, recorder));
  EXPECT_TRUE(recorder.wait_finished());
  EXPECT_THAT(recorder.recorded().events, IsEmpty());
}

TEST_F(StreamSchedulerTest, AWindowsTimeCountsFromTheArrivalOfItsLastSample) {
  Gate gate;
  StreamScheduler scheduler(model_, generous(), metrics_, gate.predict());
  gate.open();
  UpdateRecorder recorder;
  const StreamId voice = open(scheduler, recorder);
  const Sound sound = conversation(1);
  constexpr std::size_t kPiece = 1600;
  std::vector<std::chrono::steady_clock::time_point> before, after;
  for (std::size_t at = 0; at < sound.size(); at += kPiece) {
    before.push_back(std::chrono::steady_clock::now());
    scheduler.push(voice, std::span(sound).subspan(at, kPiece));
    after.push_back(std::chrono::steady_clock::now());
  }
  scheduler.end(voice);
  ASSERT_TRUE(recorder.wait_finished());
  std::size_t windows = 0;
  for (const TimedEvent& timed : recorder.recorded().events) {
    if (timed.event.kind != VoiceEventKind::emotion) continue;
    ++windows;
    const auto last = static_cast<std::size_t>(std::llround(timed.event.end * 16000)) - 1;
    EXPECT_GE(timed.arrived, before[last / kPiece]);
    EXPECT_LE(timed.arrived, after[last / kPiece]);
  }
  EXPECT_GE(windows, 3U);
}

TEST_F(StreamSchedulerTest, AFailedStreamEndsAloneWithoutDetails) {
  std::atomic<const Listener*> victim = nullptr;
  StreamScheduler scheduler(model_, generous(), metrics_,
                            [&](std::span<Listener* const> listeners, std::size_t threads) {
                              if (victim == nullptr) victim = listeners[0];
                              if (std::ranges::find(listeners, victim.load()) != listeners.end()) {
                                throw std::runtime_error("made to fail");
                              }
                              predict_due(listeners, threads);
                            });
  UpdateRecorder first, second, third;
  const StreamId failing = open(scheduler, first);
  const Sound sound = conversation(11);
  const StreamId other = open(scheduler, second), another = open(scheduler, third);
  for (const StreamId voice : {failing, other, another}) {
    scheduler.push(voice, sound);
    scheduler.end(voice);
  }
  ASSERT_TRUE(first.wait_finished() && second.wait_finished() && third.wait_finished());
  ASSERT_TRUE(first.recorded().refusal);
  EXPECT_EQ(first.recorded().refusal->code, RefusalCode::internal);
  EXPECT_THAT(first.recorded().refusal->message, Not(HasSubstr("made to fail")));
  EXPECT_EQ(first.recorded().failure, "made to fail");
  EXPECT_FALSE(first.recorded().finished);
  EXPECT_EQ(texts(second.recorded().events), alone(sound));
  EXPECT_EQ(texts(third.recorded().events), alone(sound));
  EXPECT_EQ(metrics_.streams_open, 0);
}

TEST_F(StreamSchedulerTest, AStreamWhosePredictionFailsEndsAlone) {
  StreamScheduler scheduler(model_, generous(), metrics_);
  UpdateRecorder broken, whole;
  const StreamId one = open(scheduler, broken), other = open(scheduler, whole);
  scheduler.push(one, Sound(100, std::numeric_limits<float>::infinity()));
  scheduler.push(other, conversation(12));
  scheduler.end(other);
  ASSERT_TRUE(broken.wait_finished() && whole.wait_finished());
  EXPECT_EQ(broken.recorded().refusal->code, RefusalCode::internal);
  EXPECT_EQ(texts(whole.recorded().events), alone(conversation(12)));
}

TEST_F(StreamSchedulerTest, AStreamRemovedDuringItsPredictionReceivesNothing) {
  Gate gate;
  StreamScheduler scheduler(model_, generous(), metrics_, gate.predict());
  UpdateRecorder recorder, other;
  const StreamId voice = open(scheduler, recorder);
  scheduler.push(voice, conversation(13));
  ASSERT_TRUE(gate.wait_for_scheduler());
  const std::size_t recorded = recorder.recorded().events.size();
  scheduler.remove(voice);
  EXPECT_EQ(metrics_.streams_open, 0);
  gate.open();
  scheduler.end(open(scheduler, other));
  ASSERT_TRUE(other.wait_finished());
  EXPECT_EQ(recorder.recorded().events.size(), recorded);
  EXPECT_TRUE(recorder.forgotten());
}

TEST_F(StreamSchedulerTest, StreamsMayOpenAndCloseAtAnyTime) {
  StreamScheduler scheduler(model_, generous(), metrics_);
  const Sound sound = conversation(14);
  std::vector<UpdateRecorder> recorders(200);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(static_cast<std::uint32_t>(t));
      std::deque<StreamId> open_voices;
      for (std::size_t e = t; e < recorders.size(); e += 2) {
        open_voices.push_back(open(scheduler, recorders[e]));
        for (const StreamId voice : open_voices) {
          scheduler.push(voice, std::span(sound).first(random() % 8000));
          if (random() % 8 == 0) scheduler.end(voice);
        }
        if (open_voices.size() > random() % 16) {
          scheduler.remove(open_voices.front());
          open_voices.pop_front();
        }
      }
      for (const StreamId voice : open_voices) scheduler.remove(voice);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(metrics_.streams_open, 0);
  UpdateRecorder last;
  scheduler.end(open(scheduler, last));
  ASSERT_TRUE(last.wait_finished());
  for (const UpdateRecorder& recorder : recorders) EXPECT_TRUE(recorder.forgotten());
}

TEST_F(StreamSchedulerTest, TheDestructorDropsAllStreams) {
  std::vector<UpdateRecorder> recorders(8);
  {
    StreamScheduler scheduler(model_, generous(), metrics_);
    for (UpdateRecorder& recorder : recorders)
      scheduler.push(open(scheduler, recorder), conversation(15));
  }
  for (const UpdateRecorder& recorder : recorders) EXPECT_TRUE(recorder.forgotten());
  EXPECT_EQ(metrics_.streams_open, 0);
}

}  // namespace
}  // namespace emovox::server
