#include "emovox/model.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdint>
#include <filesystem>
#include <iterator>
#include <limits>
#include <numeric>
#include <thread>

#include "emovox/recording.h"
#include "emovox/stream.h"
#include "model/error_of.h"
#include "model/predict_batch.h"
#include "model/random_model.h"
#include "model/same_prediction.h"
#include "text/whole_file.h"

namespace emovox {
namespace {

namespace fs = std::filesystem;
using model::error_of;
using model::load_random_model;
using model::random_voice;
using model::same;
using model::small_info;
using testing::HasSubstr;
using testing::IsEmpty;

std::vector<Audio> voices() {
  std::vector<Audio> batch;
  for (double seconds : {0.5, 1.3, 0.11, 0.05, 2.0, 0.7}) {
    batch.push_back(random_voice(seconds, 16000, batch.size()));
  }
  batch.push_back(random_voice(0.8, 44100, 9));
  batch.push_back(random_voice(0.8, 8000, 9));
  batch.push_back({std::vector<float>(16000), 16000});
  return batch;
}

TEST(Model, LoadsAWrittenModel) {
  const auto path = fs::path(testing::TempDir()) / ("emovox_" + std::to_string(::getpid()));
  const auto file = model::random_model(small_info(), 4);
  text::write_file_atomically(path, model::serialise(file));
  const Model loaded = Model::load(path);
  fs::remove(path);
  EXPECT_EQ(loaded.info().name, "random");
  EXPECT_EQ(loaded.labels(), small_info().labels);
  const Audio voice = random_voice(0.6, 16000, 1);
  EXPECT_TRUE(same(loaded.predict(voice), load_random_model(small_info(), 4).predict(voice)));
}

/// Threads of this process.
std::size_t thread_count() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/task"), {}));
}

TEST(Model, UsesAndKeepsTheAllowedNumberOfThreads) {
  const auto bytes = model::serialise(model::random_model(small_info(), 4));
  const std::vector<Audio> batch(40, random_voice(0.5, 16000, 1));
  const std::size_t before = thread_count();
  {
    const Model alone = Model::from_memory(bytes, "model", {.threads = 1});
    alone.predict(batch);
    EXPECT_EQ(thread_count(), before);
    alone.predict(batch, {.threads = 4});
    EXPECT_EQ(thread_count(), before + 3);
    alone.predict(batch, {.threads = 4});
    EXPECT_EQ(thread_count(), before + 3) << "threads are kept for the next call";
  }
  EXPECT_EQ(thread_count(), before);
  const Model three = Model::from_memory(bytes, "model", {.threads = 3});
  three.predict(batch);
  EXPECT_EQ(thread_count(), before + 2);
}

TEST(Model, ThreadsDoNotChangeThePredictions) {
  ModelInfo info = small_info(512);  // large enough for threads to share one utterance
  info.network.feature_sets = {FeatureSet::lld};
  const auto bytes = model::serialise(model::random_model(info, 4));
  const Model one = Model::from_memory(bytes, "model", {.threads = 1});
  const Model three = Model::from_memory(bytes, "model", {.threads = 3});
  std::vector<Audio> batch = voices();
  for (std::uint64_t n = 0; n < 5; ++n) batch.push_back(random_voice(0.4, 16000, 20 + n));
  const auto expected = one.predict(batch);
  for (const auto& predictions : {three.predict(batch), one.predict(batch, {.threads = 2})}) {
    for (std::size_t n = 0; n < batch.size(); ++n) {
      EXPECT_TRUE(same(predictions[n], expected[n])) << n;
    }
  }
  EXPECT_TRUE(same(three.predict(batch[1]), expected[1]));
  EXPECT_TRUE(same(one.predict(batch[1], {.threads = 2}), expected[1]));
}

TEST(Model, ThreadCountsAreChecked) {
  const auto bytes = model::serialise(model::random_model(small_info(), 4));
  const Model loaded = Model::from_memory(bytes);
  const Audio voice = random_voice(0.5, 16000, 1);
  for (const int threads : {-1, 1025}) {
    const auto thrown = error_of([&] { Model::from_memory(bytes, "model", {.threads = threads}); });
    ASSERT_TRUE(thrown);
    EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
    EXPECT_EQ(thrown->message,
              "LoadOptions.threads: is " + std::to_string(threads) + "; must be from 0 to 1024");
    EXPECT_THAT(error_of([&] { loaded.predict(voice, {.threads = threads}); })->message,
                HasSubstr("PredictOptions.threads: is"));
    RecordingOptions options;
    options.threads = threads;
    EXPECT_THAT(error_of([&] { loaded.open_recording(16000, options); })->message,
                HasSubstr("RecordingOptions.threads: is"));
  }
}

TEST(Model, LoadDistinguishesMissingFromUnreadableFiles) {
  const auto missing = error_of([] { Model::load("nowhere/model.emovox"); });
  ASSERT_TRUE(missing);
  EXPECT_EQ(missing->code, ErrorCode::not_found);
  EXPECT_THAT(missing->message, HasSubstr("nowhere/model.emovox: reading failed"));
  const auto folder = error_of([] { Model::load(testing::TempDir()); });
  ASSERT_TRUE(folder);
  EXPECT_EQ(folder->code, ErrorCode::io);
}

TEST(Model, PredictsALabelWithProbabilitiesAndAttention) {
  const Audio voice = random_voice(0.6, 16000, 1);
  const Prediction prediction = load_random_model(small_info(), 4).predict(voice);
  EXPECT_EQ(prediction.state, PredictionState::ok);
  EXPECT_EQ(prediction.start, 0.0);
  EXPECT_EQ(prediction.end, 0.6);
  ASSERT_EQ(prediction.probabilities.size(), 3u);
  const auto best =
      std::max_element(prediction.probabilities.begin(), prediction.probabilities.end());
  EXPECT_EQ(prediction.confidence, *best);
  EXPECT_EQ(prediction.label,
            small_info().labels[static_cast<std::size_t>(best - prediction.probabilities.begin())]);
  EXPECT_EQ(prediction.attention.size(), 61u);
  EXPECT_NEAR(std::accumulate(prediction.attention.begin(), prediction.attention.end(), 0.0), 1.0,
              1e-5);
}

TEST(Model, LeadingAndTrailingSilenceDoesNotChangePredictionsIfTrimmed) {
  ModelInfo info = small_info();
  info.network.trim_db = 45.0;
  info.network.frames_per_step = 4;
  const Audio voice = random_voice(0.8, 16000, 3);
  Audio padded = voice;
  padded.samples.insert(padded.samples.begin(), 12800, 0.0f);  // 20 steps
  padded.samples.resize(padded.samples.size() + 16000, 0.0f);
  const Model model = load_random_model(info, 1);
  const Prediction expected = model.predict(voice), found = model.predict(padded);
  EXPECT_EQ(found.end, padded.duration());
  const auto& before = expected.attention;
  const auto& after = found.attention;
  ASSERT_EQ(after.size(), (1 + padded.samples.size() / 160 + 3) / 4);
  EXPECT_NEAR(std::accumulate(after.begin(), after.end(), 0.0), 1.0, 1e-5);
  for (std::size_t step = 0; step < after.size(); ++step) {
    const bool silent = step + 1 < 20 || step > 20 + before.size();
    if (silent) {
      EXPECT_EQ(after[step], 0.0f) << step;
    }
  }
  for (std::size_t c = 0; c < 3; ++c) {  // the trimmed part may begin a frame earlier or later
    EXPECT_NEAR(found.probabilities[c], expected.probabilities[c], 0.02) << c;
  }
  info.network.trim_db = 0.0;
  EXPECT_GT(load_random_model(info, 1).predict(padded).attention.front(), 0.0f);
}

TEST(Model, AClickInSilenceIsTooShortIfTrimmed) {
  ModelInfo info = small_info();
  info.network.trim_db = 45.0;
  Audio click{std::vector<float>(16000, 0.0f), 16000};
  click.samples[8000] = 0.9f;
  EXPECT_EQ(load_random_model(info, 1).predict(click).state, PredictionState::too_short);
}

TEST(Model, SilentAndTooShortAreStates) {
  const Model random = load_random_model(small_info(), 4);
  Audio audio{std::vector<float>(1600, 0.0009f), 16000};
  EXPECT_EQ(random.predict(audio).state, PredictionState::silent);
  EXPECT_THAT(random.predict(audio).label, IsEmpty());
  EXPECT_THAT(random.predict(audio).probabilities, IsEmpty());
  EXPECT_EQ(random.predict(audio).end, 0.1);
  audio.samples[800] = -0.0011f;
  EXPECT_EQ(random.predict(audio).state, PredictionState::ok);
  audio.samples.pop_back();
  EXPECT_EQ(random.predict(audio).state, PredictionState::too_short);
  EXPECT_EQ(random.predict({{}, 16000}).state, PredictionState::too_short);
  EXPECT_EQ(random.predict(random_voice(0.1, 44100, 1)).state, PredictionState::ok);
  EXPECT_EQ(random.predict(random_voice(0.099, 44100, 1)).state, PredictionState::too_short);
}

TEST(Model, RefusesSamplesThatAreNotFinite) {
  const Model random = load_random_model(small_info(), 4);
  for (float bad : {std::numeric_limits<float>::quiet_NaN(), HUGE_VALF, -HUGE_VALF}) {
    Audio voice = random_voice(0.5, 16000, 1);
    voice.samples[77] = bad;
    const auto thrown = error_of([&] { random.predict(voice); });
    ASSERT_TRUE(thrown);
    EXPECT_EQ(thrown->code, ErrorCode::invalid_argument);
    EXPECT_EQ(thrown->message, "audio: sample 77 is not a finite number; must be finite");
  }
  EXPECT_THAT(error_of([&] {
                random.predict({{0.5f}, 0});
              })->message,
              HasSubstr("sample rate is 0"));
}

TEST(Model, OtherSampleRatesAreResampled) {
  const Model random = load_random_model(small_info(), 4);
  const Audio voice = random_voice(0.7, 44100, 5);
  const Prediction direct = random.predict(voice);
  const Prediction resampled = random.predict(resample(voice, 16000));
  EXPECT_EQ(direct.probabilities, resampled.probabilities);
  EXPECT_EQ(direct.end, voice.duration());
}

TEST(Model, ABatchEqualsSinglePredictionsInAnyOrder) {
  const Model random = load_random_model(small_info(), 4);
  std::vector<Audio> batch = voices();
  std::vector<Prediction> singles;
  for (const Audio& voice : batch) singles.push_back(random.predict(voice));
  std::vector<Prediction> together = random.predict(batch);
  ASSERT_EQ(together.size(), batch.size());
  for (std::size_t i = 0; i < batch.size(); ++i) EXPECT_TRUE(same(together[i], singles[i])) << i;
  std::reverse(batch.begin(), batch.end());
  together = random.predict(batch);
  for (std::size_t i = 0; i < batch.size(); ++i) {
    EXPECT_TRUE(same(together[i], singles[batch.size() - 1 - i])) << i;
  }
  EXPECT_THAT(random.predict(std::span<const Audio>()), IsEmpty());
}

TEST(Model, ABatchThrowsTheErrorsOfSinglePredictions) {
  std::vector<Audio> batch = voices();
  batch[3].sample_rate = -1;
  EXPECT_THAT(error_of([&] { load_random_model(small_info(), 4).predict(batch); })->message,
              HasSubstr("sample rate is -1"));
}

TEST(Model, ConcurrentCallsGiveTheSameBits) {
  const Model random = load_random_model(small_info(16), 4);
  const Audio voice = random_voice(1.0, 16000, 1);
  const Prediction expected = random.predict(voice);
  std::vector<int> agreed(8);
  {
    std::vector<std::jthread> threads;
    for (int& count : agreed) {
      threads.emplace_back([&count, &voice, &expected, copy = random] {
        for (int i = 0; i < 5; ++i) count += same(copy.predict(voice), expected);
      });
    }
  }
  EXPECT_THAT(agreed, testing::Each(5));
}

TEST(Model, LongAudioGetsTheMeanOfItsWindows) {
  const Model random = load_random_model(small_info(), 4);
  Audio voice = random_voice(35.0, 16000, 2);
  std::fill(voice.samples.begin() + 6 * 16000, voice.samples.begin() + 9 * 16000, 0.0f);
  std::vector<double> mean(3);
  int windows = 0;
  for (std::size_t begin = 0; begin < voice.samples.size(); begin += 3 * 16000) {
    const std::size_t end = std::min<std::size_t>(begin + 3 * 16000, voice.samples.size());
    const auto first = voice.samples.begin();
    const Prediction window = random.predict(Audio{
        {first + static_cast<std::ptrdiff_t>(begin), first + static_cast<std::ptrdiff_t>(end)},
        16000});
    if (window.state != PredictionState::ok) continue;
    ++windows;
    for (std::size_t c = 0; c < 3; ++c) mean[c] += window.probabilities[c];
  }
  EXPECT_EQ(windows, 11);
  const Prediction whole = random.predict(voice);
  EXPECT_EQ(whole.end, 35.0);
  EXPECT_THAT(whole.attention, IsEmpty());
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(whole.probabilities[c], mean[c] / windows, 1e-6);
  EXPECT_EQ(whole.confidence,
            *std::max_element(whole.probabilities.begin(), whole.probabilities.end()));
}

TEST(Model, LongSilenceIsSilent) {
  const Prediction prediction =
      load_random_model(small_info(), 4).predict(Audio{std::vector<float>(31 * 16000), 16000});
  EXPECT_EQ(prediction.state, PredictionState::silent);
  EXPECT_EQ(prediction.end, 31.0);
  EXPECT_THAT(prediction.probabilities, IsEmpty());
}

}  // namespace
}  // namespace emovox
