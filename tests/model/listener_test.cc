#include "emovox/listener.h"

#include <gmock/gmock.h>

#include <limits>

#include "model/error_of.h"
#include "model/random_model.h"
#include "model/same_prediction.h"
#include "vad/noises.h"

namespace emovox {
namespace {

using model::error_of;
using model::load_random_model;
using model::same;
using model::small_info;
using testing::HasSubstr;
using vad::append;
using vad::silence;
using vad::Sound;
using vad::syllables;

using Events = std::vector<VoiceEvent>;

bool same_event(const VoiceEvent& a, const VoiceEvent& b) {
  return a.kind == b.kind && a.utterance == b.utterance && a.start == b.start && a.end == b.end &&
         same(a.prediction, b.prediction);
}

void expect_same(const Events& a, const Events& b) {
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t i = 0; i < a.size(); ++i) EXPECT_TRUE(same_event(a[i], b[i])) << i;
}

void take_all(Listener& listener, Events& events) {
  while (auto event = listener.poll()) events.push_back(*event);
}

/// All events of the voice, pushed in pieces of the sizes that `next` returns.
template <class Next>
Events listen(Listener& listener, std::span<const float> samples, Next next) {
  Events events;
  while (!samples.empty()) {
    const auto piece = samples.first(std::min<std::size_t>(samples.size(), next()));
    listener.push(piece);
    samples = samples.subspan(piece.size());
    take_all(listener, events);
  }
  while (auto event = listener.finish()) events.push_back(*event);
  return events;
}

/// Two utterances, of 4.5 and 1.5 s, in faint noise.
Sound conversation(std::uint64_t seed = 1) {
  Sound sound = silence(1.0);
  append(sound, syllables(4.5, -25.0, seed));
  append(sound, silence(1.5));
  append(sound, syllables(1.5, -25.0, seed + 1));
  append(sound, silence(1.0));
  vad::add(sound, vad::white_noise(9.5, -60.0, seed + 2));
  return sound;
}

class ListenerTest : public testing::Test {
 protected:
  Events listen_at_once(const Sound& sound, const ListenOptions& options = {}) const {
    Listener listener = model_.open_listener(16000, options);
    return listen(listener, sound, [&] { return sound.size(); });
  }

  /// The prediction of Model::predict for the samples of an event.
  Prediction predict(const Sound& sound, const VoiceEvent& event) const {
    const auto place = [&](double time) {
      return sound.begin() + static_cast<std::ptrdiff_t>(std::llround(time * 16000));
    };
    Prediction expected = model_.predict({{place(event.start), place(event.end)}, 16000});
    expected.start = event.start;
    expected.end = event.end;
    return expected;
  }

  const Model model_ = load_random_model(small_info(), 21);
};

TEST_F(ListenerTest, EachUtteranceHasAStartItsWindowsAndAnEnd) {
  const Events events = listen_at_once(conversation());
  std::string kinds;
  for (const VoiceEvent& event : events) {
    kinds += std::to_string(event.utterance) + std::string(to_name(event.kind)).substr(0, 1) +
             (event.kind == VoiceEventKind::utterance_end ? "e" : "");
  }
  EXPECT_EQ(kinds, "1u1e1e1e1e1e1e1e1e1ue2u2e2e2ue");
  EXPECT_NEAR(events.front().start, 0.8, 0.15);
  EXPECT_NEAR(events.back().end, 8.7, 0.15);
}

TEST_F(ListenerTest, WindowsFollowTheOptions) {
  const Events events = listen_at_once(conversation());
  const double start = events[0].start;
  for (std::size_t k = 0; k < 8; ++k) {
    const VoiceEvent& event = events[k + 1];
    ASSERT_EQ(event.kind, VoiceEventKind::emotion);
    EXPECT_NEAR(event.end, start + 1.0 + 0.5 * static_cast<double>(k), 1e-9);
    EXPECT_NEAR(event.start, std::max(start, event.end - 3.0), 1e-9);
  }
}

TEST_F(ListenerTest, EveryPredictionEqualsThatOfExactlyThoseSamples) {
  const Sound sound = conversation();
  std::size_t predicted = 0;
  for (const VoiceEvent& event : listen_at_once(sound)) {
    if (event.kind == VoiceEventKind::utterance_start) continue;
    EXPECT_TRUE(same(event.prediction, predict(sound, event))) << event.start;
    EXPECT_EQ(event.prediction.state, PredictionState::ok);
    ++predicted;
  }
  EXPECT_EQ(predicted, 12U);
}

TEST_F(ListenerTest, EventsDoNotDependOnThePieces) {
  Sound sound = conversation();
  const Events expected = listen_at_once(sound);
  std::uint32_t state = 12345;
  for (std::uint32_t largest : {1U, 37U, 320U, 1000U, 9000U, 60000U}) {
    Listener listener = model_.open_listener(16000, {});
    expect_same(listen(listener, sound,
                       [&] {
                         state = state * 1664525U + 1013904223U;
                         return 1 + (state >> 8) % largest;
                       }),
                expected);
  }
}

TEST_F(ListenerTest, EventsOfOtherSampleRatesDoNotDependOnThePieces) {
  const Audio voice = resample({conversation(), 16000}, 44100);
  Listener whole = model_.open_listener(44100, {}), cut = model_.open_listener(44100, {});
  const Events expected = listen(whole, voice.samples, [&] { return voice.samples.size(); });
  EXPECT_EQ(expected.size(), 14U);
  expect_same(listen(cut, voice.samples, [] { return 441; }), expected);
  const Sound resampled = resample(voice, 16000).samples;
  for (const VoiceEvent& event : expected) {
    if (event.kind == VoiceEventKind::utterance_start) continue;
    EXPECT_TRUE(same(event.prediction, predict(resampled, event))) << event.start;
  }
}

TEST_F(ListenerTest, AWindowIsReadyWithItsLastSample) {
  const Sound sound = conversation();
  Listener listener = model_.open_listener(16000, {});
  Events events;
  std::size_t pushed = 0;
  while (events.size() < 4) {
    listener.push(std::span(sound).subspan(pushed++, 1));
    const std::size_t before = events.size();
    take_all(listener, events);
    if (events.size() == before || events.back().kind != VoiceEventKind::emotion) continue;
    EXPECT_EQ(pushed, static_cast<std::size_t>(std::llround(events.back().end * 16000)));
  }
}

TEST_F(ListenerTest, NoEventEndsAfterTheSamplesThatArrived) {
  // The hangover is no whole number of frames, and lead_out reaches as far as it may.
  ListenOptions options;
  options.hangover = options.lead_out = 0.604;
  const Sound sound = conversation();
  Listener listener = model_.open_listener(16000, options);
  Events events;
  std::size_t pushed = 0;
  while (pushed < sound.size()) {
    const auto piece =
        std::span(sound).subspan(pushed, std::min<std::size_t>(16, sound.size() - pushed));
    listener.push(piece);
    pushed += piece.size();
    const std::size_t before = events.size();
    take_all(listener, events);
    for (std::size_t e = before; e < events.size(); ++e) {
      EXPECT_LE(std::llround(events[e].end * 16000), static_cast<long long>(pushed));
    }
  }
  while (auto event = listener.finish()) events.push_back(*event);
  expect_same(events, listen_at_once(sound, options));
  for (const VoiceEvent& event : events) {
    if (event.kind == VoiceEventKind::utterance_start) continue;
    EXPECT_TRUE(same(event.prediction, predict(sound, event))) << event.start;
  }
}

TEST_F(ListenerTest, SilenceAndSteadyNoiseGiveNoEvents) {
  EXPECT_TRUE(listen_at_once({}).empty());
  EXPECT_TRUE(listen_at_once(silence(10.0)).empty());
  EXPECT_TRUE(listen_at_once(vad::white_noise(20.0, -30.0, 1)).empty());
  EXPECT_TRUE(listen_at_once(vad::pink_noise(20.0, -20.0, 1)).empty());
}

TEST_F(ListenerTest, NoWindowEndsInAPause) {
  Sound sound = silence(1.0);
  for (std::uint64_t k = 0; k < 8; ++k) {
    append(sound, syllables(0.75, -25.0, k));
    append(sound, silence(0.55));
  }
  const Events events = listen_at_once(sound);
  ASSERT_EQ(events.front().kind, VoiceEventKind::utterance_start);
  ASSERT_EQ(events.back().kind, VoiceEventKind::utterance_end);
  EXPECT_EQ(events.back().utterance, 1U);
  const auto possible = static_cast<std::size_t>((events.back().end - events.front().start) / 0.5);
  EXPECT_LT(events.size() - 2, possible - 3);
  for (std::size_t e = 1; e + 1 < events.size(); ++e) {
    const double within = std::fmod(events[e].end - 1.0, 1.3);
    EXPECT_LE(within, 0.75 + 0.2 + 0.05) << events[e].end;
  }
}

TEST_F(ListenerTest, LongUtterancesAreCutWithoutGapOrOverlap) {
  Sound sound = silence(0.5);
  append(sound, syllables(14.0, -25.0, 3));
  append(sound, silence(1.0));
  ListenOptions options;
  options.longest = 5.0;
  Events ends;
  for (const VoiceEvent& event : listen_at_once(sound, options)) {
    EXPECT_LE(event.end - event.start, 5.0 + 1e-9);
    if (event.kind == VoiceEventKind::utterance_end) ends.push_back(event);
  }
  ASSERT_EQ(ends.size(), 3U);
  EXPECT_NEAR(ends[0].end - ends[0].start, 5.0, 1e-9);
  EXPECT_EQ(ends[1].start, ends[0].end);
  EXPECT_EQ(ends[2].start, ends[1].end);
  EXPECT_NEAR(ends[2].end, 14.7, 0.15);
  EXPECT_TRUE(same(ends[1].prediction, predict(sound, ends[1])));
}

TEST_F(ListenerTest, PredictionsOfManyListenersEqualThoseOfEachAlone) {
  const Model other = load_random_model(small_info(), 22);
  for (std::size_t threads : {0U, 1U, 3U}) {
    std::vector<Sound> sounds;
    std::vector<Listener> listeners;
    for (std::uint64_t n = 0; n < 9; ++n) {
      sounds.push_back(conversation(10 * n + 1));
      listeners.push_back((n == 4 ? other : model_).open_listener(16000, {}));
    }
    std::vector<Listener*> all;
    for (Listener& listener : listeners) all.push_back(&listener);
    std::vector<Events> events(9);
    const auto round = [&] {
      predict_due(all, threads);
      for (std::size_t n = 0; n < 9; ++n) {
        EXPECT_EQ(listeners[n].due(), 0U);
        take_all(listeners[n], events[n]);
      }
    };
    for (std::size_t at = 0; at < sounds[0].size(); at += 8000) {
      for (std::size_t n = 0; n < 9; ++n) {
        const std::span<const float> rest = std::span(sounds[n]).subspan(at);
        listeners[n].push(rest.first(std::min<std::size_t>(8000, rest.size())));
      }
      round();
    }
    for (Listener& listener : listeners) listener.end();
    round();
    for (std::size_t n = 0; n < 9; ++n) {
      Listener alone = (n == 4 ? other : model_).open_listener(16000, {});
      expect_same(events[n], listen(alone, sounds[n], [] { return 1234; }));
    }
  }
}

TEST_F(ListenerTest, PredictDueAcceptsNoListeners) {
  predict_due({}, 2);
  Listener listener = model_.open_listener(16000, {});
  Listener* one = &listener;
  predict_due({&one, 1});
  EXPECT_FALSE(listener.poll());
}

TEST_F(ListenerTest, EndClosesTheOpenUtterance) {
  const Sound sound = conversation();
  Listener listener = model_.open_listener(16000, {});
  listener.push(std::span(sound).first(3 * 16000));
  Events events;
  take_all(listener, events);
  EXPECT_EQ(events.back().kind, VoiceEventKind::emotion);
  listener.end();
  EXPECT_EQ(listener.due(), 1U);
  EXPECT_DOUBLE_EQ(listener.due_seconds(), 3.0 - events.front().start);
  const auto last = listener.poll();
  ASSERT_TRUE(last);
  EXPECT_EQ(listener.due_seconds(), 0.0);
  EXPECT_EQ(last->kind, VoiceEventKind::utterance_end);
  EXPECT_EQ(last->end, 3.0);
  EXPECT_TRUE(same(last->prediction, predict(sound, *last)));
  EXPECT_FALSE(listener.finish());
}

TEST_F(ListenerTest, ResetStartsANewVoice) {
  const Sound sound = conversation();
  const Events expected = listen_at_once(sound);
  Listener listener = model_.open_listener(16000, {});
  listener.push(std::span(sound).first(50001));
  listener.reset();
  EXPECT_FALSE(listener.poll());
  expect_same(listen(listener, sound, [] { return 777; }), expected);
  EXPECT_THAT(error_of([&] { listener.push(sound); })->message, HasSubstr("has ended"));
  listener.reset();
  expect_same(listen(listener, sound, [] { return 777; }), expected);
}

TEST_F(ListenerTest, DiscardsAPieceWithANonFiniteSample) {
  const Sound sound = conversation();
  Sound bad(100, 0.5F);
  bad.back() = std::numeric_limits<float>::infinity();
  Listener listener = model_.open_listener(16000, {});
  EXPECT_EQ(error_of([&] { listener.push(bad); })->code, ErrorCode::invalid_argument);
  expect_same(listen(listener, sound, [] { return 5000; }), listen_at_once(sound));
}

TEST_F(ListenerTest, OutlivesItsModelAndCanBeMoved) {
  const Sound sound = conversation();
  auto short_lived = std::make_unique<Model>(load_random_model(small_info(), 21));
  Listener listener = short_lived->open_listener(16000, {});
  short_lived.reset();
  Listener moved = std::move(listener);
  expect_same(listen(moved, sound, [] { return 5000; }), listen_at_once(sound));
}

TEST_F(ListenerTest, PredictsWithoutPolling) {
  Sound sound;
  for (std::uint64_t k = 0; k < 6; ++k) append(sound, conversation(k + 1));
  ListenOptions dense;
  dense.hop = 0.02;
  Listener often = model_.open_listener(16000, dense);
  std::size_t most = 0;
  for (std::size_t at = 0; at < sound.size(); at += 1600) {
    often.push(std::span(sound).subspan(at, std::min<std::size_t>(1600, sound.size() - at)));
    most = std::max(most, often.due());
  }
  EXPECT_LT(most, 70U);
  Events events;
  while (auto event = often.finish()) events.push_back(*event);
  EXPECT_GT(events.size(), 800U);
  expect_same(events, listen_at_once(sound, dense));
}

TEST_F(ListenerTest, ArgumentsAreChecked) {
  ListenOptions options;
  options.hop = 4.0;
  EXPECT_THAT(error_of([&] { model_.open_listener(16000, options); })->message,
              HasSubstr("ListenOptions.hop: is 4; must"));
  EXPECT_TRUE(error_of([&] { model_.open_listener(0, {}); }));
}

}  // namespace
}  // namespace emovox
