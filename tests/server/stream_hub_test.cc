#include "server/stream_hub.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <deque>
#include <limits>
#include <random>
#include <thread>

#include "server/stream_hub_fixture.h"

namespace emovox::server {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using vad::Sound;

TEST_F(StreamHubTest, ManyVoicesInRandomPiecesAreToldWhatEachWouldBeAlone) {
  constexpr std::size_t kVoices = 32;
  StreamHub hub(model_, generous(), metrics_);
  std::vector<Sound> sounds;
  for (std::size_t s = 0; s < 4; ++s) sounds.push_back(conversation(10 * s));
  const std::vector<StreamStart> starts{
      kStart, {.sample_rate = 44100, .encoding = {}, .options = {.window = 1.0, .hop = 0.25}}};
  std::vector<Ear> ears(kVoices);
  std::vector<VoiceId> voices;
  for (std::size_t v = 0; v < kVoices; ++v) voices.push_back(open(hub, ears[v], starts[v % 2]));

  std::mt19937 random(7);
  std::vector<std::span<const float>> rest;
  for (std::size_t v = 0; v < kVoices; ++v) rest.emplace_back(sounds[v / 2 % 4]);
  for (std::size_t left = kVoices; left > 0;) {
    const std::size_t v = random() % kVoices;
    if (rest[v].empty()) continue;
    const auto piece = rest[v].first(std::min<std::size_t>(rest[v].size(), random() % 9000));
    EXPECT_FALSE(hub.push(voices[v], piece));
    rest[v] = rest[v].subspan(piece.size());
    if (!rest[v].empty()) continue;
    hub.end(voices[v]);
    --left;
  }
  for (std::size_t v = 0; v < kVoices; ++v) {
    ASSERT_TRUE(ears[v].wait_over()) << v;
    EXPECT_FALSE(ears[v].told().refusal);
    const Texts expected = alone(sounds[v / 2 % 4], starts[v % 2]);
    EXPECT_GE(expected.size(), 4U);
    EXPECT_EQ(texts(ears[v].told().events), expected) << v;
  }
  EXPECT_EQ(metrics_.streams, kVoices);
  EXPECT_EQ(metrics_.streams_open, 0);
}

TEST_F(StreamHubTest, AVoiceThatSaidNothingIsOverAtOnce) {
  StreamHub hub(model_, generous(), metrics_);
  Ear ear;
  hub.end(open(hub, ear));
  EXPECT_TRUE(ear.wait_over());
  EXPECT_THAT(ear.told().events, IsEmpty());
}

TEST_F(StreamHubTest, AWindowsTimeCountsFromTheArrivalOfItsLastSample) {
  Gate gate;
  StreamHub hub(model_, generous(), metrics_, gate.judge());
  gate.open();
  Ear ear;
  const VoiceId voice = open(hub, ear);
  const Sound sound = conversation(1);
  constexpr std::size_t kPiece = 1600;
  std::vector<std::chrono::steady_clock::time_point> before, after;
  for (std::size_t at = 0; at < sound.size(); at += kPiece) {
    before.push_back(std::chrono::steady_clock::now());
    hub.push(voice, std::span(sound).subspan(at, kPiece));
    after.push_back(std::chrono::steady_clock::now());
  }
  hub.end(voice);
  ASSERT_TRUE(ear.wait_over());
  std::size_t windows = 0;
  for (const HeardEvent& heard : ear.told().events) {
    if (heard.event.kind != VoiceEventKind::emotion) continue;
    ++windows;
    const auto last = static_cast<std::size_t>(std::llround(heard.event.end * 16000)) - 1;
    EXPECT_GE(heard.spoken, before[last / kPiece]);
    EXPECT_LE(heard.spoken, after[last / kPiece]);
  }
  EXPECT_GE(windows, 3U);
}

TEST_F(StreamHubTest, AVoiceThatFailsEndsAloneAndSaysNothingOfWhy) {
  std::atomic<const Listener*> victim = nullptr;
  StreamHub hub(model_, generous(), metrics_,
                [&](std::span<Listener* const> listeners, std::size_t threads) {
                  if (victim == nullptr) victim = listeners[0];
                  if (std::ranges::find(listeners, victim.load()) != listeners.end()) {
                    throw std::runtime_error("made to fail");
                  }
                  predict_due(listeners, threads);
                });
  Ear first, second, third;
  const VoiceId failing = open(hub, first);
  const Sound sound = conversation(11);
  const VoiceId other = open(hub, second), another = open(hub, third);
  for (const VoiceId voice : {failing, other, another}) {
    hub.push(voice, sound);
    hub.end(voice);
  }
  ASSERT_TRUE(first.wait_over() && second.wait_over() && third.wait_over());
  ASSERT_TRUE(first.told().refusal);
  EXPECT_EQ(first.told().refusal->code, RefusalCode::internal);
  EXPECT_THAT(first.told().refusal->message, Not(HasSubstr("made to fail")));
  EXPECT_EQ(first.told().failure, "made to fail");
  EXPECT_FALSE(first.told().over);
  EXPECT_EQ(texts(second.told().events), alone(sound));
  EXPECT_EQ(texts(third.told().events), alone(sound));
  EXPECT_EQ(metrics_.streams_open, 0);
}

TEST_F(StreamHubTest, AVoiceThatCannotBeHeardEndsAlone) {
  StreamHub hub(model_, generous(), metrics_);
  Ear broken, whole;
  const VoiceId one = open(hub, broken), other = open(hub, whole);
  hub.push(one, Sound(100, std::numeric_limits<float>::infinity()));
  hub.push(other, conversation(12));
  hub.end(other);
  ASSERT_TRUE(broken.wait_over() && whole.wait_over());
  EXPECT_EQ(broken.told().refusal->code, RefusalCode::internal);
  EXPECT_EQ(texts(whole.told().events), alone(conversation(12)));
}

TEST_F(StreamHubTest, AVoiceThatLeavesWhileItIsJudgedIsToldNothingAndForgotten) {
  Gate gate;
  StreamHub hub(model_, generous(), metrics_, gate.judge());
  Ear ear, other;
  const VoiceId voice = open(hub, ear);
  hub.push(voice, conversation(13));
  ASSERT_TRUE(gate.wait_for_hub());
  const std::size_t told = ear.told().events.size();
  hub.leave(voice);
  EXPECT_EQ(metrics_.streams_open, 0);
  gate.open();
  hub.end(open(hub, other));
  ASSERT_TRUE(other.wait_over());
  EXPECT_EQ(ear.told().events.size(), told);
  EXPECT_TRUE(ear.forgotten());
}

TEST_F(StreamHubTest, VoicesMayComeAndGoAtAnyMoment) {
  StreamHub hub(model_, generous(), metrics_);
  const Sound sound = conversation(14);
  std::vector<Ear> ears(200);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < 2; ++t) {
    threads.emplace_back([&, t] {
      std::mt19937 random(static_cast<std::uint32_t>(t));
      std::deque<VoiceId> open_voices;
      for (std::size_t e = t; e < ears.size(); e += 2) {
        open_voices.push_back(open(hub, ears[e]));
        for (const VoiceId voice : open_voices) {
          hub.push(voice, std::span(sound).first(random() % 8000));
          if (random() % 8 == 0) hub.end(voice);
        }
        if (open_voices.size() > random() % 16) {
          hub.leave(open_voices.front());
          open_voices.pop_front();
        }
      }
      for (const VoiceId voice : open_voices) hub.leave(voice);
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(metrics_.streams_open, 0);
  Ear last;
  hub.end(open(hub, last));
  ASSERT_TRUE(last.wait_over());
  for (const Ear& ear : ears) EXPECT_TRUE(ear.forgotten());
}

TEST_F(StreamHubTest, AHubThatGoesLetsGoOfItsVoices) {
  std::vector<Ear> ears(8);
  {
    StreamHub hub(model_, generous(), metrics_);
    for (Ear& ear : ears) hub.push(open(hub, ear), conversation(15));
  }
  for (const Ear& ear : ears) EXPECT_TRUE(ear.forgotten());
  EXPECT_EQ(metrics_.streams_open, 0);
}

}  // namespace
}  // namespace emovox::server
