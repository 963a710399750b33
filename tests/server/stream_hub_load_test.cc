// What the hub does where there is more to do than it can.
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

#include "server/stream_hub.h"
#include "server/stream_hub_fixture.h"

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

TEST_F(StreamHubTest, MoreStreamsThanItTakesAreBusy) {
  ServeOptions options = generous();
  options.max_streams = 2;
  StreamHub hub(model_, options, metrics_);
  Ear a, b, c;
  const VoiceId first = open(hub, a);
  open(hub, b);
  const auto refused = hub.open(kStart, c.tell());
  ASSERT_TRUE(std::holds_alternative<Refusal>(refused));
  EXPECT_EQ(std::get<Refusal>(refused).code, RefusalCode::busy);
  EXPECT_TRUE(c.forgotten());
  hub.leave(first);
  open(hub, c);
}

TEST_F(StreamHubTest, WhatNoListenerCanHaveIsRefused) {
  StreamHub hub(model_, generous(), metrics_);
  Ear ear;
  StreamStart start = kStart;
  start.options.window = -1.0;
  const auto refused = hub.open(start, ear.tell());
  ASSERT_TRUE(std::holds_alternative<Refusal>(refused));
  EXPECT_EQ(std::get<Refusal>(refused).code, RefusalCode::invalid_argument);
}

TEST_F(StreamHubTest, AVoiceOfWhichTooMuchWaitsIsBusyAndTheOthersGoOn) {
  ServeOptions options = generous();
  options.max_backlog = 7.0;
  Gate gate;
  StreamHub hub(model_, options, metrics_, gate.judge());
  Ear steady, hasty;
  const Sound sound = conversation(3);
  const VoiceId one = open(hub, steady);
  hub.push(one, sound);
  ASSERT_TRUE(gate.wait_for_hub());  // it judges, and nothing is taken meanwhile
  const VoiceId other = open(hub, hasty);
  EXPECT_FALSE(hub.push(other, Sound(7 * 16000)));
  const auto refusal = hub.push(other, Sound(1));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, RefusalCode::busy);
  EXPECT_TRUE(hasty.forgotten());
  EXPECT_FALSE(hub.push(other, Sound(1))) << "is not there any more";
  hub.end(one);
  gate.open();
  ASSERT_TRUE(steady.wait_over());
  EXPECT_EQ(texts(steady.told().events), alone(sound));
  EXPECT_EQ(metrics_.streams_open, 0);
}

TEST_F(StreamHubTest, WhatHasBeenJudgedWaitsNoMore) {
  ServeOptions options = generous();
  options.max_backlog = 8.0;
  StreamHub hub(model_, options, metrics_);
  Ear ear;
  const VoiceId voice = open(hub, ear);
  Sound sound = conversation(4);
  vad::append(sound, silence(1.0));
  for (std::ptrdiff_t utterances : {2, 4, 6}) {
    EXPECT_FALSE(hub.push(voice, sound)) << utterances;
    ASSERT_TRUE(ear.wait([&](const auto& told) {
      return std::ranges::count(told.events, VoiceEventKind::utterance_end,
                                [](const auto& heard) { return heard.event.kind; }) == utterances;
    }));
  }
}

TEST_F(StreamHubTest, NoRoundJudgesMoreThanItsShare) {
  Gate gate;
  StreamHub hub(model_, generous(), metrics_, gate.judge());
  std::vector<Ear> ears(80);
  const Sound sound = syllables(2.0, -25.0, 5);
  std::vector<VoiceId> voices;
  for (Ear& ear : ears) voices.push_back(open(hub, ear));
  for (const VoiceId voice : voices) {
    hub.push(voice, sound);
    hub.end(voice);
  }
  gate.open();
  for (Ear& ear : ears) ASSERT_TRUE(ear.wait_over());
  EXPECT_THAT(gate.rounds(), Each(Le(62.5))) << "60 s, and the last of them whole";
  EXPECT_THAT(gate.rounds(), Contains(Ge(60.0)));
}

TEST_F(StreamHubTest, AVoiceThatIsAheadOfTimeWaitsForTheOthers) {
  Gate gate;
  StreamHub hub(model_, generous(), metrics_, gate.judge());
  Ear hasty, steady;
  const VoiceId first = open(hub, hasty), second = open(hub, steady);
  hub.push(first, conversation(6));
  ASSERT_TRUE(gate.wait_for_hub());
  for (int i = 0; i < 20; ++i) hub.push(first, conversation(6));
  hub.end(first);
  hub.push(second, Sound(8000));
  hub.end(second);
  gate.open();
  EXPECT_TRUE(steady.wait_over());
  EXPECT_FALSE(hasty.told().over);
  EXPECT_TRUE(hasty.wait_over());
}

TEST_F(StreamHubTest, VerdictsOfLongUtterancesWaitForWindows) {
  Gate gate;
  StreamHub hub(model_, generous(), metrics_, gate.judge());
  gate.open();
  const Sound sound = syllables(12.0, -25.0, 16);
  std::vector<Ear> ears(14);
  std::vector<VoiceId> voices;
  const auto windows_until = [&](std::size_t v, double time) {
    return ears[v].wait([&](const Ear::Told& told) {
      return !told.events.empty() && told.events.back().event.end >= time;
    });
  };
  const auto speak = [&](std::size_t v, double from, double to) {
    const auto at = [](double time) { return static_cast<std::size_t>(time * 16000); };
    hub.push(voices[v], std::span(sound).subspan(at(from), at(to) - at(from)));
  };
  constexpr std::size_t kFresh = 13;
  for (std::size_t v = 0; v < ears.size(); ++v) {
    voices.push_back(open(hub, ears[v]));
    speak(v, 0.0, v > 0 && v < kFresh ? 12.0 : 3.9);
  }
  for (std::size_t v = 0; v < ears.size(); ++v) {
    ASSERT_TRUE(windows_until(v, v > 0 && v < kFresh ? 11.4 : 3.5)) << v;
  }
  gate.close();
  speak(0, 3.9, 4.3);
  ASSERT_TRUE(gate.wait_for_hub());
  for (std::size_t v = 1; v < kFresh; ++v) hub.end(voices[v]);
  speak(kFresh, 3.9, 4.3);
  gate.let_one_through();
  ASSERT_TRUE(gate.wait_for_hub());
  gate.let_one_through();
  EXPECT_TRUE(windows_until(kFresh, 4.0));
  ASSERT_TRUE(gate.wait_for_hub());
  EXPECT_LE(std::ranges::count_if(ears, [](const Ear& ear) { return ear.told().over; }), 5);
  gate.open();
  for (std::size_t v = 1; v < kFresh; ++v) EXPECT_TRUE(ears[v].wait_over());
}

TEST_F(StreamHubTest, WhoLeavesBeforeItsTurnIsNotJudged) {
  Gate gate;
  StreamHub hub(model_, generous(), metrics_, gate.judge());
  Ear first, last;
  const VoiceId blocker = open(hub, first);
  hub.push(blocker, conversation(17));
  ASSERT_TRUE(gate.wait_for_hub());
  const Sound sound = syllables(2.0, -25.0, 18);
  std::vector<Ear> ears(100);
  std::vector<VoiceId> voices;
  for (Ear& ear : ears) hub.push(voices.emplace_back(open(hub, ear)), sound);
  hub.leave(blocker);
  gate.let_one_through();
  ASSERT_TRUE(gate.wait_for_hub());  // with the first of them: of each a second is due
  for (const VoiceId voice : voices) hub.leave(voice);
  gate.open();
  hub.end(open(hub, last));
  ASSERT_TRUE(last.wait_over());
  EXPECT_THAT(gate.rounds(), SizeIs(2));
}

TEST_F(StreamHubTest, WhereThereIsTooMuchTheNewestVoicesAreShedAndTheOthersMissNothing) {
  constexpr std::size_t kVoices = 28, kServed = 20;  // with 3 s to judge each in a round
  ServeOptions options = generous();
  options.max_backlog = 3.0;
  Gate gate;
  StreamHub hub(model_, options, metrics_, gate.judge());
  Sound sound = silence(0.3);
  vad::append(sound, syllables(11.7, -25.0, 8));
  vad::add(sound, vad::white_noise(12.0, -60.0, 9));
  std::vector<Ear> ears(kVoices);
  std::vector<VoiceId> voices;
  for (Ear& ear : ears) voices.push_back(open(hub, ear));
  constexpr std::size_t kPiece = 8000;
  const auto speak = [&](std::size_t v, std::size_t piece) {
    return hub.push(voices[v], std::span(sound).subspan(piece * kPiece, kPiece));
  };
  // Until the first voice stands before the gate; from then on every round waits there.
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
    ASSERT_TRUE(gate.wait_for_hub());
    gate.let_one_through();
    ASSERT_TRUE(gate.wait_for_hub());
  }
  for (const VoiceId voice : voices) hub.end(voice);
  gate.open();
  EXPECT_THAT(shed, SizeIs(kVoices - kServed));
  EXPECT_THAT(shed, Each(Ge(kServed)));
  const Texts expected = alone(sound);
  for (std::size_t v = 0; v < kServed; ++v) {
    ASSERT_TRUE(ears[v].wait_over()) << v;
    EXPECT_EQ(texts(ears[v].told().events), expected) << v;
  }
}

}  // namespace
}  // namespace emovox::server
