#include "model/random_model.h"

#include <cmath>

namespace emovox::model {
namespace {

/// SplitMix64: the standard's distributions differ from library to library.
class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  double uniform(double low, double high) {
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    z ^= z >> 31;
    return low + (high - low) * static_cast<double>(z >> 11) * 0x1p-53;
  }

 private:
  std::uint64_t state_;
};

struct Span {
  double low;
  double high;
};

Span range_of(const std::string& name, const std::vector<std::size_t>& shape) {
  if (name.ends_with(".std")) return {5.0, 20.0};
  if (name.starts_with("normaliser.")) return {-30.0, 10.0};
  if (name == "norm.variance" || name == "norm.gain") return {0.5, 1.5};
  const double reach = shape.size() == 2 ? 2.0 / std::sqrt(static_cast<double>(shape[1])) : 0.5;
  return {-reach, reach};
}

}  // namespace

ModelInfo small_info(int hidden_size) {
  ModelInfo info;
  info.name = "random";
  info.description = "random weights";
  info.network.hidden_size = hidden_size;
  info.labels = {"anger", "joy", "neutral"};
  info.origin = {{"corpus", "none"}};
  return info;
}

ModelFile random_model(const ModelInfo& info, std::uint64_t seed) {
  ModelFile file;
  file.info = info;
  Random random(seed);
  for (const auto& [name, shape] : expected_tensors(info)) {
    std::size_t count = 1;
    for (std::size_t size : shape) count *= size;
    const Span range = range_of(name, shape);
    Tensor tensor{shape, std::vector<float>(count)};
    for (float& value : tensor.values) {
      value = static_cast<float>(random.uniform(range.low, range.high));
    }
    file.tensors[name] = std::move(tensor);
  }
  return file;
}

Model load_random_model(const ModelInfo& info, std::uint64_t seed) {
  return Model::from_memory(serialise(random_model(info, seed)), "random model");
}

Audio random_voice(double seconds, int sample_rate, std::uint64_t seed) {
  Random random(seed);
  Audio audio;
  audio.sample_rate = sample_rate;
  audio.samples.resize(static_cast<std::size_t>(std::llround(seconds * sample_rate)));
  const double loudness_rate = random.uniform(1.0, 4.0);  // Hz
  double low_passed = 0.0;
  for (std::size_t i = 0; i < audio.samples.size(); ++i) {
    const double time = static_cast<double>(i) / sample_rate;
    const double colour = 0.5 + 0.45 * std::sin(0.7 * time + static_cast<double>(seed));
    low_passed += colour * (random.uniform(-1.0, 1.0) - low_passed);
    const double loudness = 0.3 + 0.25 * std::sin(6.28318 * loudness_rate * time);
    audio.samples[i] = static_cast<float>(loudness * low_passed);
  }
  return audio;
}

}  // namespace emovox::model
