// The parts of the C API that need no model: audio files, features and voice activity detection.
#include <utility>
#include <vector>

#include "c_api/guard.h"
#include "emovox/audio.h"
#include "emovox/features.h"
#include "emovox/vad.h"

struct emovox_audio {
  emovox::Audio audio;
};

struct emovox_features {
  emovox::FrameMatrix matrix;
  std::vector<std::string> names;  // names of the dimensions
};

struct emovox_segments {
  std::vector<emovox::VoiceSegment> segments;
};

namespace {

using emovox::c_api::give;
using emovox::c_api::read_options;
using emovox::c_api::require;

emovox::Audio to_audio(const float* samples, size_t count, int sample_rate) {
  const auto span = emovox::c_api::to_span(samples, count);
  return {{span.begin(), span.end()}, sample_rate};
}

}  // namespace

emovox_status emovox_audio_load(const char* path, int sample_rate, emovox_audio** audio) {
  return give(audio, [&] {
    return new emovox_audio{
        emovox::load_audio(&require(path, "path"), {.sample_rate = sample_rate})};
  });
}

void emovox_audio_free(emovox_audio* audio) { delete audio; }

const float* emovox_audio_samples(const emovox_audio* audio) {
  return audio ? audio->audio.samples.data() : nullptr;
}

size_t emovox_audio_sample_count(const emovox_audio* audio) {
  return audio ? audio->audio.samples.size() : 0;
}

int emovox_audio_sample_rate(const emovox_audio* audio) {
  return audio ? audio->audio.sample_rate : 0;
}

emovox_status emovox_features_extract(const float* samples, size_t sample_count, int sample_rate,
                                      emovox_feature_set set, const emovox_options* options,
                                      emovox_features** features) {
  return give(features, [&] {
    const auto kind = emovox::c_api::to_enum(set, emovox::FeatureSet::prosody, "feature set");
    const auto front_end = read_options<emovox::FeatureOptions>(options);
    auto extracted = emovox::extract_features(to_audio(samples, sample_count, sample_rate),
                                              front_end, std::span(&kind, 1));
    return new emovox_features{std::move(extracted[kind]), emovox::feature_names(kind, front_end)};
  });
}

void emovox_features_free(emovox_features* features) { delete features; }

size_t emovox_features_frames(const emovox_features* features) {
  return features ? features->matrix.frames : 0;
}

size_t emovox_features_dims(const emovox_features* features) {
  return features ? features->names.size() : 0;
}

const float* emovox_features_values(const emovox_features* features) {
  return features ? features->matrix.values.data() : nullptr;
}

const char* emovox_features_name(const emovox_features* features, size_t dim) {
  return dim < emovox_features_dims(features) ? features->names[dim].c_str() : nullptr;
}

emovox_status emovox_voice_activity(const float* samples, size_t sample_count, int sample_rate,
                                    const emovox_options* options, emovox_segments** segments) {
  return give(segments, [&] {
    return new emovox_segments{
        emovox::voice_activity(to_audio(samples, sample_count, sample_rate),
                               read_options<emovox::VoiceActivityOptions>(options))};
  });
}

void emovox_segments_free(emovox_segments* segments) { delete segments; }

size_t emovox_segments_count(const emovox_segments* segments) {
  return segments ? segments->segments.size() : 0;
}

double emovox_segments_start(const emovox_segments* segments, size_t index) {
  return index < emovox_segments_count(segments) ? segments->segments[index].start : 0.0;
}

double emovox_segments_end(const emovox_segments* segments, size_t index) {
  return index < emovox_segments_count(segments) ? segments->segments[index].end : 0.0;
}
