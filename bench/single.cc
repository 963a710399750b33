#include "bench/single.h"

#include <cmath>
#include <filesystem>
#include <span>

#include "bench/random.h"
#include "model/normaliser.h"
#include "text/whole_file.h"

namespace emovox::bench {
namespace {

constexpr std::size_t kFrames = 301;  // 3 s

std::vector<float> random_values(Random& random, const std::string& name,
                                 const std::vector<std::size_t>& shape) {
  std::size_t count = 1;
  for (std::size_t size : shape) count *= size;
  if (name.ends_with(".std") || name == "norm.variance") return random.uniform(count, 0.5, 1.5);
  const double reach = 1.0 / std::sqrt(static_cast<double>(shape.back()));
  return random.uniform(count, -reach, reach);
}

model::ModelFile random_model() {
  model::ModelFile file;
  file.info.name = "random";
  file.info.labels = {"anger", "boredom", "disgust", "fear", "happiness", "neutral", "sadness"};
  file.info.network.cell = Cell::plain;
  file.info.network.fusions = {Fusion::mean};  // the layers after the LSTMs are not measured
  Random random(3);
  for (const auto& [name, shape] : model::expected_tensors(file.info)) {
    file.tensors[name] = {shape, random_values(random, name, shape)};
  }
  return file;
}

FrameMatrix random_features(FeatureSet set) {
  Random random(7);
  const std::size_t dims = feature_dims(set);
  return {random.uniform(kFrames * dims, -2, 2), kFrames, dims};
}

}  // namespace

SingleUtterance::SingleUtterance() : file(random_model()) {
  features.log_mel = random_features(FeatureSet::log_mel);
  features.lld = random_features(FeatureSet::lld);
}

Problem problem_of(const SingleUtterance& utterance) {
  const ModelInfo& info = utterance.file.info;
  const auto values = [&](const std::string& name) {
    return utterance.file.tensors.at(name).values;
  };
  const std::array<std::size_t, 1> length{utterance.features.frames()};
  Problem problem{
      static_cast<std::size_t>(info.network.hidden_size), kernels::RaggedBatch(length), {}, {}};
  for (FeatureSet set : info.network.feature_sets) {
    const std::string set_name(to_name(set));
    FrameMatrix steps = model::normalise(
        utterance.features[set],
        {values("normaliser." + set_name + ".mean"), values("normaliser." + set_name + ".std")},
        info.network);
    FeatureSetProblem& added = problem.feature_sets.emplace_back();
    added.input_size = steps.dims;
    added.x = std::move(steps.values);
    for (std::size_t d = 0; d < 2; ++d) {
      const std::string lstm = "lstm." + set_name + (d == 0 ? ".forward" : ".backward");
      added.directions[d] = {
          values(lstm + ".input"), values(lstm + ".recurrent"), values(lstm + ".bias"), {}};
    }
  }
  problem.dh.resize(problem.batch.rows() * problem.width());
  return problem;
}

void write_single(const SingleUtterance& utterance, const std::string& folder) {
  std::filesystem::create_directories(folder);
  const auto write = [&](const std::string& name, const std::vector<float>& values) {
    text::write_file_atomically(folder + '/' + name + ".f32",
                                std::as_bytes(std::span<const float>(values)));
  };
  for (const auto& [name, tensor] : utterance.file.tensors) {
    if (name.starts_with("lstm.")) write(name, tensor.values);
  }
  const Problem problem = problem_of(utterance);
  for (std::size_t s = 0; s < problem.feature_sets.size(); ++s) {
    write(std::string("x").append(std::to_string(s)), problem.feature_sets[s].x);
  }
  const auto network = make_network(utterance);
  network->forward();
  write("h", network->outputs());
}

}  // namespace emovox::bench
