#include "training/small_corpus.h"

#include <cmath>
#include <numeric>
#include <random>

#include "emovox/features.h"

namespace emovox::training {
namespace {

/// A number in [low, high), equal with every standard library.
double draw(std::mt19937_64& random, double low, double high) {
  return low + (high - low) * static_cast<double>(random() >> 11) * 0x1.0p-53;
}

}  // namespace

Audio class_voice(std::size_t emotion, std::uint64_t seed) {
  std::mt19937_64 random(1000 * seed + emotion);
  const auto kind = static_cast<double>(emotion);
  const double pitch = 110.0 * std::pow(1.5, kind) * draw(random, 0.95, 1.05);  // Hz
  const double tremolo = (2.0 + 4.0 * kind) * draw(random, 0.9, 1.1);           // Hz
  const double loudness = draw(random, 0.15, 0.3);
  Audio audio;
  audio.sample_rate = 16000;
  audio.samples.resize(static_cast<std::size_t>(draw(random, 4800, 9600)));
  for (std::size_t i = 0; i < audio.samples.size(); ++i) {
    const double phase = 6.283185307 * static_cast<double>(i) / 16000.0;
    const double tone = std::sin(pitch * phase) + 0.5 * std::sin(2 * pitch * phase) +
                        0.25 * std::sin(5 * pitch * phase);
    const double swell = 1.0 + 0.5 * std::sin(tremolo * phase);
    audio.samples[i] = static_cast<float>(loudness * swell * tone + draw(random, -0.02, 0.02));
  }
  return audio;
}

std::vector<std::string> class_labels(std::size_t classes) {
  std::vector<std::string> labels;
  for (std::size_t c = 0; c < classes; ++c) labels.push_back("emotion_" + std::to_string(c));
  return labels;
}

namespace {

Features features_of(std::size_t emotion, std::uint64_t seed) {
  return extract_features(class_voice(emotion, seed), {}, kFeatureSets);
}

}  // namespace

Dataset small_dataset(std::size_t classes, std::size_t utterances, std::uint64_t seed) {
  Dataset dataset;
  dataset.labels = class_labels(classes);
  for (std::size_t i = 0; i < utterances; ++i) {
    dataset.features.push_back(features_of(i % classes, 100 * seed + i));
    dataset.targets.push_back(i % classes);
    dataset.speakers.push_back(i / 2 % 3);
    dataset.respoken.push_back({features_of(i % classes, 100 * seed + i + 50),
                                features_of(i % classes, 100 * seed + i + 70)});
  }
  return dataset;
}

std::vector<std::size_t> range(std::size_t first, std::size_t end) {
  std::vector<std::size_t> numbers(end - first);
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

Recipe small_recipe() {
  Recipe recipe;
  recipe.network.hidden_size = 4;
  recipe.network.frames_per_step = 4;
  recipe.network.attention_scale = AttentionScale::sqrt_dim;
  recipe.training.epochs = 2;
  recipe.training.batch_size = 4;
  recipe.training.learning_rate = 1e-2;
  recipe.training.dropout_rate = 0.0;
  return recipe;
}

}  // namespace emovox::training
