// The C API gives the same results as the C++ API and turns every error into a status and a
// message.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <thread>

#include "emovox.h"
#include "emovox/features.h"
#include "emovox/listener.h"
#include "emovox/stream.h"
#include "emovox/vad.h"
#include "model/model_file.h"
#include "model/random_model.h"
#include "vad/noises.h"

namespace emovox::c_api {
namespace {

using testing::ElementsAreArray;
using testing::HasSubstr;
using testing::StartsWith;

constexpr int kRate = 16000;

template <auto Free>
struct Freed {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
using ModelHandle = std::unique_ptr<emovox_model, Freed<emovox_model_free>>;
using PredictionHandle = std::unique_ptr<emovox_prediction, Freed<emovox_prediction_free>>;
using OptionsHandle = std::unique_ptr<emovox_options, Freed<emovox_options_free>>;

OptionsHandle options(std::initializer_list<std::pair<const char*, double>> values) {
  emovox_options* made = nullptr;
  EXPECT_EQ(emovox_options_new(&made), EMOVOX_OK);
  for (const auto& [name, value] : values) {
    EXPECT_EQ(emovox_options_set(made, name, value), EMOVOX_OK);
  }
  return OptionsHandle(made);
}

vad::Sound conversation() {
  vad::Sound sound = vad::silence(1.0);
  vad::append(sound, vad::syllables(4.5, -25.0, 1));
  vad::append(sound, vad::silence(1.5));
  return sound;
}

void expect_same(const emovox_prediction* given, const Prediction& expected) {
  ASSERT_NE(given, nullptr);
  EXPECT_EQ(static_cast<int>(emovox_prediction_state(given)), static_cast<int>(expected.state));
  EXPECT_EQ(emovox_prediction_label(given), expected.label);
  EXPECT_EQ(emovox_prediction_confidence(given), expected.confidence);
  EXPECT_EQ(emovox_prediction_uncertain(given), expected.uncertain ? 1 : 0);
  EXPECT_EQ(emovox_prediction_start(given), expected.start);
  EXPECT_EQ(emovox_prediction_end(given), expected.end);
  EXPECT_THAT(
      std::span(emovox_prediction_probabilities(given), emovox_prediction_probability_count(given)),
      ElementsAreArray(expected.probabilities));
  EXPECT_THAT(
      std::span(emovox_prediction_attention(given), emovox_prediction_attention_count(given)),
      ElementsAreArray(expected.attention));
}

class CApi : public testing::Test {
 protected:
  void SetUp() override {
    const auto file = model::random_model(model::small_info(), 21);
    bytes_ = model::serialise(file);
    expected_.emplace(Model::from_memory(bytes_));
    emovox_model* model = nullptr;
    ASSERT_EQ(emovox_model_load_memory(bytes_.data(), bytes_.size(), EMOVOX_FLOAT32, 0, &model),
              EMOVOX_OK)
        << emovox_last_error();
    model_.reset(model);
  }

  std::vector<std::byte> bytes_;
  std::optional<Model> expected_;
  ModelHandle model_;
};

TEST_F(CApi, DescribesTheModel) {
  EXPECT_EQ(emovox_model_name(model_.get()), expected_->info().name);
  EXPECT_EQ(emovox_model_sample_rate(model_.get()), kRate);
  ASSERT_EQ(emovox_model_label_count(model_.get()), expected_->labels().size());
  for (std::size_t i = 0; i < expected_->labels().size(); ++i) {
    EXPECT_EQ(emovox_model_label(model_.get(), i), expected_->labels()[i]);
  }
  EXPECT_EQ(emovox_model_label(model_.get(), expected_->labels().size()), nullptr);
}

TEST_F(CApi, PredictionsEqualThoseOfTheCppApi) {
  const auto sound = conversation();
  emovox_prediction* given = nullptr;
  ASSERT_EQ(emovox_predict_samples(model_.get(), sound.data(), sound.size(), kRate, &given),
            EMOVOX_OK);
  expect_same(given, expected_->predict({sound, kRate}));
  emovox_prediction_free(given);
}

TEST_F(CApi, AudioWithoutSamplesIsTooShort) {
  emovox_prediction* given = nullptr;
  ASSERT_EQ(emovox_predict_samples(model_.get(), nullptr, 0, kRate, &given), EMOVOX_OK);
  EXPECT_EQ(emovox_prediction_state(given), EMOVOX_STATE_TOO_SHORT);
  EXPECT_STREQ(emovox_prediction_label(given), "");
  emovox_prediction_free(given);
}

TEST_F(CApi, StreamsEqualThoseOfTheCppApi) {
  const auto sound = conversation();
  Stream expected = expected_->open_stream(kRate, {.window = 2.0, .hop = 1.0});
  expected.push(sound);

  emovox_stream* stream = nullptr;
  const auto windows = options({{"window", 2.0}, {"hop", 1.0}});
  ASSERT_EQ(emovox_stream_open(model_.get(), kRate, windows.get(), &stream), EMOVOX_OK);
  model_.reset();  // the stream keeps it
  ASSERT_EQ(emovox_stream_push(stream, sound.data(), sound.size()), EMOVOX_OK);
  emovox_prediction* given = nullptr;
  ASSERT_EQ(emovox_stream_poll(stream, &given), EMOVOX_OK);
  expect_same(given, *expected.poll());
  emovox_prediction_free(given);
  while (auto window = expected.finish()) {
    ASSERT_EQ(emovox_stream_finish(stream, &given), EMOVOX_OK);
    expect_same(given, *window);
    emovox_prediction_free(given);
  }
  ASSERT_EQ(emovox_stream_finish(stream, &given), EMOVOX_OK);
  EXPECT_EQ(given, nullptr);
  EXPECT_EQ(emovox_stream_reset(stream), EMOVOX_OK);
  EXPECT_EQ(emovox_stream_push(stream, sound.data(), 16), EMOVOX_OK);
  emovox_stream_free(stream);
}

TEST_F(CApi, ListenersEqualThoseOfTheCppApi) {
  const auto sound = conversation();
  Listener expected = expected_->open_listener(kRate, {});
  expected.push(sound);

  emovox_listener* listener = nullptr;
  ASSERT_EQ(emovox_listener_open(model_.get(), kRate, nullptr, &listener), EMOVOX_OK);
  ASSERT_EQ(emovox_listener_push(listener, sound.data(), sound.size()), EMOVOX_OK);
  std::size_t events = 0;
  emovox_event* given = nullptr;
  while (auto event = expected.finish()) {
    ASSERT_EQ(emovox_listener_finish(listener, &given), EMOVOX_OK);
    ASSERT_NE(given, nullptr);
    EXPECT_EQ(static_cast<int>(emovox_event_get_kind(given)), static_cast<int>(event->kind));
    EXPECT_EQ(emovox_event_utterance(given), event->utterance);
    EXPECT_EQ(emovox_event_start(given), event->start);
    EXPECT_EQ(emovox_event_end(given), event->end);
    if (event->kind == VoiceEventKind::utterance_start) {
      EXPECT_EQ(emovox_event_prediction(given), nullptr);
    } else {
      expect_same(emovox_event_prediction(given), event->prediction);
    }
    emovox_event_free(given);
    ++events;
  }
  EXPECT_GE(events, 3U);
  ASSERT_EQ(emovox_listener_poll(listener, &given), EMOVOX_OK);
  EXPECT_EQ(given, nullptr);
  EXPECT_EQ(emovox_listener_push(listener, sound.data(), 1), EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_listener_reset(listener), EMOVOX_OK);
  EXPECT_EQ(emovox_listener_push(listener, sound.data(), 1), EMOVOX_OK);
  emovox_listener_free(listener);
}

TEST(CApiSound, FeaturesEqualThoseOfTheCppApi) {
  const auto sound = vad::syllables(1.0, -25.0, 1);
  const auto expected = extract_features({sound, kRate}, {.mel_bands = 40});
  const auto bands = options({{"mel_bands", 40}});
  emovox_features* given = nullptr;
  ASSERT_EQ(emovox_features_extract(sound.data(), sound.size(), kRate, EMOVOX_LOG_MEL, bands.get(),
                                    &given),
            EMOVOX_OK)
      << emovox_last_error();
  ASSERT_EQ(emovox_features_frames(given), expected.log_mel.frames);
  ASSERT_EQ(emovox_features_dims(given), 40U);
  EXPECT_THAT(std::span(emovox_features_values(given), expected.log_mel.values.size()),
              ElementsAreArray(expected.log_mel.values));
  EXPECT_STREQ(emovox_features_name(given, 0), "log_mel_1");
  EXPECT_EQ(emovox_features_name(given, 40), nullptr);
  emovox_features_free(given);
}

TEST(CApiSound, VoiceActivityEqualsThatOfTheCppApi) {
  const auto sound = conversation();
  const auto expected = voice_activity({sound, kRate}, {.hangover = 0.3});
  const auto hangover = options({{"hangover", 0.3}});
  emovox_segments* given = nullptr;
  ASSERT_EQ(emovox_voice_activity(sound.data(), sound.size(), kRate, hangover.get(), &given),
            EMOVOX_OK);
  ASSERT_EQ(emovox_segments_count(given), expected.size());
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(emovox_segments_start(given, 0), expected[0].start);
  EXPECT_EQ(emovox_segments_end(given, 0), expected[0].end);
  emovox_segments_free(given);
}

TEST_F(CApi, RefusesNullPointers) {
  const float sample = 0.0F;
  emovox_prediction* prediction = nullptr;
  emovox_model* model = nullptr;
  EXPECT_EQ(emovox_model_load(nullptr, EMOVOX_FLOAT32, 0, &model), EMOVOX_INVALID_ARGUMENT);
  EXPECT_STREQ(emovox_last_error(), "path: is NULL; must not be NULL");
  EXPECT_EQ(emovox_model_load_memory(nullptr, 3, EMOVOX_FLOAT32, 0, &model),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_model_load_bundled(EMOVOX_FLOAT32, 0, nullptr), EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_predict_samples(nullptr, &sample, 1, kRate, &prediction),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_predict_samples(model_.get(), nullptr, 1, kRate, &prediction),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_stream_push(nullptr, &sample, 1), EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_stream_poll(nullptr, &prediction), EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_options_set(nullptr, "hop", 1.0), EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_model_label_count(nullptr), 0U);
  EXPECT_EQ(emovox_prediction_label(nullptr), nullptr);
  EXPECT_EQ(emovox_event_prediction(nullptr), nullptr);
  emovox_model_free(nullptr);
  emovox_stream_free(nullptr);
  emovox_listener_free(nullptr);
}

TEST_F(CApi, FailuresHaveAStatusAMessageAndNoResult) {
  emovox_model* model = model_.get();  // not NULL before
  EXPECT_EQ(emovox_model_load("/none/of.safetensors", EMOVOX_FLOAT32, 0, &model), EMOVOX_NOT_FOUND);
  EXPECT_EQ(model, nullptr);
  EXPECT_THAT(emovox_last_error(), HasSubstr("/none/of.safetensors"));
  EXPECT_EQ(emovox_model_load_memory("abc", 3, EMOVOX_FLOAT32, 0, &model), EMOVOX_CORRUPT_DATA);
  EXPECT_EQ(emovox_model_load_memory(bytes_.data(), bytes_.size(), static_cast<emovox_precision>(3),
                                     0, &model),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_THAT(emovox_last_error(), StartsWith("precision: is 3"));

  EXPECT_EQ(emovox_model_load_memory(bytes_.data(), bytes_.size(), EMOVOX_FLOAT32, -1, &model),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_THAT(emovox_last_error(), HasSubstr("threads"));

  emovox_stream* stream = nullptr;
  EXPECT_EQ(emovox_stream_open(model_.get(), kRate, options({{"windows", 1.0}}).get(), &stream),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_THAT(emovox_last_error(), HasSubstr("\"windows\""));
  EXPECT_EQ(emovox_stream_open(model_.get(), kRate, options({{"window", -1.0}}).get(), &stream),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(emovox_stream_open(model_.get(), -1, nullptr, &stream), EMOVOX_INVALID_ARGUMENT);
  EXPECT_EQ(stream, nullptr);

  const float nan = std::numeric_limits<float>::quiet_NaN();
  emovox_prediction* prediction = nullptr;
  EXPECT_EQ(emovox_predict_samples(model_.get(), &nan, 1, kRate, &prediction),
            EMOVOX_INVALID_ARGUMENT);
  emovox_features* features = nullptr;
  EXPECT_EQ(emovox_features_extract(&nan, 0, kRate, EMOVOX_LLD,
                                    options({{"mfcc_count", 13.5}}).get(), &features),
            EMOVOX_INVALID_ARGUMENT);
  EXPECT_THAT(emovox_last_error(), HasSubstr("must be a whole number"));
}

TEST_F(CApi, LongMessagesAreCut) {
  const std::string path = "/" + std::string(5000, 'x');
  emovox_model* model = nullptr;
  EXPECT_NE(emovox_model_load(path.c_str(), EMOVOX_FLOAT32, 0, &model), EMOVOX_OK);
  EXPECT_EQ(std::string_view(emovox_last_error()).size(), 1023U);
}

TEST_F(CApi, EachThreadHasItsOwnMessage) {
  emovox_model* model = nullptr;
  EXPECT_NE(emovox_model_load("/none", EMOVOX_FLOAT32, 0, &model), EMOVOX_OK);
  std::string other = "not asked";
  std::thread([&] { other = emovox_last_error(); }).join();
  EXPECT_EQ(other, "");
  EXPECT_THAT(emovox_last_error(), HasSubstr("/none"));
}

TEST(CApiStatus, EveryStatusHasAName) {
  EXPECT_STREQ(emovox_status_name(EMOVOX_OK), "ok");
  EXPECT_STREQ(emovox_status_name(EMOVOX_TOO_LONG), "too_long");
  EXPECT_STREQ(emovox_status_name(static_cast<emovox_status>(15)), "unknown");
}

}  // namespace
}  // namespace emovox::c_api
