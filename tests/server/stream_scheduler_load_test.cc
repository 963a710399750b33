// The scheduler under overload.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "server/stream_scheduler.h"
#include "server/stream_scheduler_fixture.h"

namespace emovox::server {
namespace {

using testing::Contains;
using testing::Each;
using testing::Ge;
using testing::Le;
using testing::SizeIs;
using vad::silence;
using vad::Sound;
using vad::syllables;

TEST_F(StreamSchedulerTest, StreamsAboveTheLimitAreBusy) {
  ServeOptions options = generous();
  options.max_streams = 2;
  StreamScheduler scheduler(model_, options, metrics_);
  UpdateRecorder a, b, c;
  const StreamId first = open(scheduler, a);
  open(scheduler, b);
  const auto refused = scheduler.open(kStart, c.callback());
  ASSERT_TRUE(std::holds_alternative<Refusal>(refused));
  EXPECT_EQ(std::get<Refusal>(refused).code, RefusalCode::busy);
  EXPECT_TRUE(c.forgotten());
  scheduler.remove(first);
  open(scheduler, c);
}

TEST_F(StreamSchedulerTest, InvalidOptionsAreRefused) {
  StreamScheduler scheduler(model_, generous(), metrics_);
  UpdateRecorder recorder;
  StreamStart start = kStart;
  start.options.window = -1.0;
  const auto refused = scheduler.open(start, recorder.callback());
  ASSERT_TRUE(std::holds_alternative<Refusal>(refused));
  EXPECT_EQ(std::get<Refusal>(refused).code, RefusalCode::invalid_argument);
}

TEST_F(StreamSchedulerTest, OnlyAStreamWithTooMuchBacklogIsBusy) {
  ServeOptions options = generous();
  options.max_backlog = 7.0;
  Gate gate;
  StreamScheduler scheduler(model_, options, metrics_, gate.predict());
  UpdateRecorder steady, hasty;
  const Sound sound = conversation(3);
  const StreamId one = open(scheduler, steady);
  scheduler.push(one, sound);
  ASSERT_TRUE(gate.wait_for_scheduler());  // it predicts, and takes no samples meanwhile
  const StreamId other = open(scheduler, hasty);
  EXPECT_FALSE(scheduler.push(other, Sound(7 * 16000)));
  const auto refusal = scheduler.push(other, Sound(1));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, RefusalCode::busy);
  EXPECT_TRUE(hasty.forgotten());
  EXPECT_FALSE(scheduler.push(other, Sound(1))) << "is not there any more";
  scheduler.end(one);
  gate.open();
  ASSERT_TRUE(steady.wait_finished());
  EXPECT_EQ(texts(steady.recorded().events), alone(sound));
  EXPECT_EQ(metrics_.streams_open, 0);
}

TEST_F(StreamSchedulerTest, PredictedSamplesLeaveTheBacklog) {
  ServeOptions options = generous();
  options.max_backlog = 8.0;
  StreamScheduler scheduler(model_, options, metrics_);
  UpdateRecorder recorder;
  const StreamId voice = open(scheduler, recorder);
  Sound sound = conversation(4);
  vad::append(sound, silence(1.0));
  for (std::ptrdiff_t utterances : {2, 4, 6}) {
    EXPECT_FALSE(scheduler.push(voice, sound)) << utterances;
    ASSERT_TRUE(recorder.wait([&](const auto& recorded) {
      return std::ranges::count(recorded.events, VoiceEventKind::utterance_end,
                                [](const auto& timed) { return timed.event.kind; }) == utterances;
    }));
  }
}

TEST_F(StreamSchedulerTest, ARoundPredictsALimitedAmount) {
  Gate gate;
  StreamScheduler scheduler(model_, generous(), metrics_, gate.predict());
  std::vector<UpdateRecorder> recorders(80);
  const Sound sound = syllables(2.0, -25.0, 5);
  std::vector<StreamId> voices;
  for (UpdateRecorder& recorder : recorders) voices.push_back(open(scheduler, recorder));
  for (const StreamId voice : voices) {
    scheduler.push(voice, sound);
    scheduler.end(voice);
  }
  gate.open();
  for (UpdateRecorder& recorder : recorders) ASSERT_TRUE(recorder.wait_finished());
  EXPECT_THAT(gate.rounds(), Each(Le(62.5))) << "60 s, and the last of them whole";
  EXPECT_THAT(gate.rounds(), Contains(Ge(60.0)));
}

TEST_F(StreamSchedulerTest, AStreamFasterThanRealTimeWaitsForTheOthers) {
  Gate gate;
  StreamScheduler scheduler(model_, generous(), metrics_, gate.predict());
  UpdateRecorder hasty, steady;
  const StreamId first = open(scheduler, hasty), second = open(scheduler, steady);
  scheduler.push(first, conversation(6));
  ASSERT_TRUE(gate.wait_for_scheduler());
  for (int i = 0; i < 20; ++i) scheduler.push(first, conversation(6));
  scheduler.end(first);
  scheduler.push(second, Sound(8000));
  scheduler.end(second);
  gate.open();
  EXPECT_TRUE(steady.wait_finished());
  EXPECT_FALSE(hasty.recorded().finished);
  EXPECT_TRUE(hasty.wait_finished());
}

TEST_F(StreamSchedulerTest, PredictionsOfLongUtterancesWaitForWindows) {
  Gate gate;
  StreamScheduler scheduler(model_, generous(), metrics_, gate.predict());
  gate.open();
  const Sound sound = syllables(12.0, -25.0, 16);
  std::vector<UpdateRecorder> recorders(14);
  std::vector<StreamId> voices;
  const auto windows_until = [&](std::size_t v, double time) {
    return recorders[v].wait([&](const UpdateRecorder::Recorded& recorded) {
      return !recorded.events.empty() && recorded.events.back().event.end >= time;
    });
  };
  const auto speak = [&](std::size_t v, double from, double to) {
    const auto at = [](double time) { return static_cast<std::size_t>(time * 16000); };
    scheduler.push(voices[v], std::span(sound).subspan(at(from), at(to) - at(from)));
  };
  constexpr std::size_t kFresh = 13;
  for (std::size_t v = 0; v < recorders.size(); ++v) {
    voices.push_back(open(scheduler, recorders[v]));
    speak(v, 0.0, v > 0 && v < kFresh ? 12.0 : 3.9);
  }
  for (std::size_t v = 0; v < recorders.size(); ++v) {
    ASSERT_TRUE(windows_until(v, v > 0 && v < kFresh ? 11.4 : 3.5)) << v;
  }
  gate.close();
  speak(0, 3.9, 4.3);
  ASSERT_TRUE(gate.wait_for_scheduler());
  for (std::size_t v = 1; v < kFresh; ++v) scheduler.end(voices[v]);
  speak(kFresh, 3.9, 4.3);
  gate.let_one_through();
  ASSERT_TRUE(gate.wait_for_scheduler());
  gate.let_one_through();
  EXPECT_TRUE(windows_until(kFresh, 4.0));
  ASSERT_TRUE(gate.wait_for_scheduler());
  EXPECT_LE(
      std::ranges::count_if(
          recorders, [](const UpdateRecorder& recorder) { return recorder.recorded().finished; }),
      5);
  gate.open();
  for (std::size_t v = 1; v < kFresh; ++v) EXPECT_TRUE(recorders[v].wait_finished());
}

TEST_F(StreamSchedulerTest, ARemovedStreamIsNotPredicted) {
  Gate gate;
  StreamScheduler scheduler(model_, generous(), metrics_, gate.predict());
  UpdateRecorder first, last;
  const StreamId blocker = open(scheduler, first);
  scheduler.push(blocker, conversation(17));
  ASSERT_TRUE(gate.wait_for_scheduler());
  const Sound sound = syllables(2.0, -25.0, 18);
  std::vector<UpdateRecorder> recorders(100);
  std::vector<StreamId> voices;
  for (UpdateRecorder& recorder : recorders)
    scheduler.push(voices.emplace_back(open(scheduler, recorder)), sound);
  scheduler.remove(blocker);
  gate.let_one_through();
  ASSERT_TRUE(gate.wait_for_scheduler());  // with the first of them: one second of each is due
  for (const StreamId voice : voices) scheduler.remove(voice);
  gate.open();
  scheduler.end(open(scheduler, last));
  ASSERT_TRUE(last.wait_finished());
  EXPECT_THAT(gate.rounds(), SizeIs(2));
}

TEST_F(StreamSchedulerTest, UnderOverloadOnlyTheNewestStreamsAreDropped) {
  constexpr std::size_t kVoices = 28, kServed = 20;  // with 3 s of each to predict in a round
  ServeOptions options = generous();
  options.max_backlog = 3.0;
  Gate gate;
  StreamScheduler scheduler(model_, options, metrics_, gate.predict());
  Sound sound = silence(0.3);
  vad::append(sound, syllables(11.7, -25.0, 8));
  vad::add(sound, vad::white_noise(12.0, -60.0, 9));
  std::vector<UpdateRecorder> recorders(kVoices);
  std::vector<StreamId> voices;
  for (UpdateRecorder& recorder : recorders) voices.push_back(open(scheduler, recorder));
  constexpr std::size_t kPiece = 8000;
  const auto speak = [&](std::size_t v, std::size_t piece) {
    return scheduler.push(voices[v], std::span(sound).subspan(piece * kPiece, kPiece));
  };
  // Until the first stream waits at the gate; from then on every round waits there.
  std::size_t ahead = 0;
  while (gate.rounds().empty()) {
    if (ahead < 4) speak(0, ahead++);
    std::this_thread::yield();
  }
  std::vector<std::size_t> shed;
  for (std::size_t piece = 0; piece < 24; ++piece) {
    for (std::size_t v = 0; v < kVoices; ++v) {
      const std::size_t next = v == 0 ? piece + ahead : piece;
      if (next >= 24 || std::ranges::find(shed, v) != shed.end()) continue;
      if (speak(v, next)) shed.push_back(v);
    }
    ASSERT_TRUE(gate.wait_for_scheduler());
    gate.let_one_through();
    ASSERT_TRUE(gate.wait_for_scheduler());
  }
  for (const StreamId voice : voices) scheduler.end(voice);
  gate.open();
  EXPECT_THAT(shed, SizeIs(kVoices - kServed));
  EXPECT_THAT(shed, Each(Ge(kServed)));
  const Texts expected = alone(sound);
  for (std::size_t v = 0; v < kServed; ++v) {
    ASSERT_TRUE(recorders[v].wait_finished()) << v;
    EXPECT_EQ(texts(recorders[v].recorded().events), expected) << v;
  }
}

}  // namespace
}  // namespace emovox::server
