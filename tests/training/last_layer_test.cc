// Refinement of the last layer after training.
#include "training/last_layer.h"

#include <gtest/gtest.h>
#include <torch/torch.h>

#include <fstream>
#include <nlohmann/json.hpp>

#include "model/network.h"
#include "test_places.h"
#include "training/fit.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

using nlohmann::json;
using torch::Tensor;

Tensor matrix(const json& rows) {
  std::vector<Tensor> parts;
  for (const json& row : rows) {
    parts.push_back(torch::tensor(row.get<std::vector<double>>(), torch::kFloat64));
  }
  return torch::stack(parts);
}

LayerInputs heard_in(const json& one) {
  return {matrix(one["inputs"]),
          torch::tensor(one["targets"].get<std::vector<int64_t>>(), torch::kInt64)};
}

TEST(DiscriminantLayer, MatchesScikitLearn) {
  std::ifstream stream(golden_folder() / "discriminant.json");
  const json golden = json::parse(stream);
  ASSERT_EQ(golden["cases"].size(), 3u);
  for (const json& one : golden["cases"]) {
    const LinearLayer layer = discriminant_layer(heard_in(one), one["classes"].get<int64_t>(),
                                                 one["shrinkage"].get<double>());
    const Tensor bias = torch::tensor(one["bias"].get<std::vector<double>>(), torch::kFloat64);
    EXPECT_TRUE(torch::allclose(layer.weight, matrix(one["weight"]), 1e-8, 1e-8)) << one["name"];
    EXPECT_TRUE(torch::allclose(layer.bias, bias, 1e-8, 1e-8)) << one["name"];
  }
}

/// Seven points with two classes in a plane.
LayerInputs two_classes() {
  const Tensor inputs = torch::tensor(
      {{1.0, 0.0}, {2.0, 1.0}, {3.0, -1.0}, {-1.0, 0.0}, {-2.0, 1.0}, {-3.0, -1.0}, {-2.0, 0.0}},
      torch::kFloat64);
  return {inputs, torch::tensor({0, 0, 0, 1, 1, 1, 1}, torch::kInt64)};
}

LinearLayer some_layer() {
  return {torch::tensor({{1.0, 0.5}, {-1.0, 0.25}}, torch::kFloat64),
          torch::tensor({0.1, -0.2}, torch::kFloat64)};
}

Tensor logits(const LinearLayer& layer, const Tensor& inputs) {
  return inputs.mm(layer.weight.t()) + layer.bias;
}

TEST(RefineLayer, SubtractsTheLogPriorFromTheBias) {
  TrainingOptions options;
  options.prior_correction = 0.5;
  const LinearLayer refined = refine_layer(some_layer(), two_classes(), options);
  EXPECT_TRUE(torch::equal(refined.weight, some_layer().weight));
  EXPECT_NEAR(refined.bias[0].item<double>(), 0.1 - 0.5 * std::log(3.0 / 7.0), 1e-12);
  EXPECT_NEAR(refined.bias[1].item<double>(), -0.2 - 0.5 * std::log(4.0 / 7.0), 1e-12);
  options.class_weights = true;  // the loss had no prior
  EXPECT_TRUE(
      torch::equal(refine_layer(some_layer(), two_classes(), options).bias, some_layer().bias));
}

TEST(RefineLayer, AveragesBothLayersAtTheSameScale) {
  TrainingOptions options;
  const LayerInputs inputs = two_classes();
  const auto spread = [&](const LinearLayer& layer) {
    const Tensor z = logits(layer, inputs.inputs);
    return (z - z.mean(1, true)).square().mean().sqrt().item<double>();
  };
  options.discriminant_share = 1.0;
  const LinearLayer discriminant = refine_layer(some_layer(), inputs, options);
  EXPECT_NEAR(spread(discriminant), spread(some_layer()), 1e-9);
  const LinearLayer alone = discriminant_layer(inputs, 2, options.discriminant_shrinkage);
  const Tensor scale = discriminant.bias[0] / alone.bias[0];
  EXPECT_TRUE(torch::allclose(discriminant.weight, scale * alone.weight, 1e-9, 1e-9));
  EXPECT_TRUE(torch::allclose(discriminant.bias, scale * alone.bias, 1e-9, 1e-9));
  options.discriminant_share = 0.25;
  const LinearLayer quarter = refine_layer(some_layer(), inputs, options);
  EXPECT_TRUE(
      torch::allclose(quarter.weight, 0.75 * some_layer().weight + 0.25 * discriminant.weight));
  EXPECT_TRUE(torch::allclose(quarter.bias, 0.75 * some_layer().bias + 0.25 * discriminant.bias));
}

TEST(RefineLayer, KeepsTheLayerIfAClassIsMissing) {
  TrainingOptions options;
  options.prior_correction = 1.0;
  options.discriminant_share = 0.5;
  LayerInputs inputs = two_classes();
  inputs.targets.zero_();
  const LinearLayer refined = refine_layer(some_layer(), inputs, options);
  EXPECT_TRUE(torch::equal(refined.weight, some_layer().weight));
  EXPECT_TRUE(torch::equal(refined.bias, some_layer().bias));
}

const Dataset& voices() {
  static const Dataset dataset = small_dataset(4, 24, 1);
  return dataset;
}

model::ModelFile fitted(Recipe recipe, double share) {
  recipe.training.discriminant_share = share;
  TrainingJob job;
  job.utterances = range(0, 24);
  return fit(voices(), recipe, job);
}

TEST(LastLayerInputs, GiveThePosteriorOfInferenceThroughTheLastLayer) {
  for (const int projection : {0, 6}) {
    Recipe recipe = small_recipe();
    recipe.network.projection_size = projection;
    const model::ModelFile file = fitted(recipe, 0.0);
    TrainableNetwork network(file, torch::kCPU);
    const TrainingSet set(voices(), range(0, 24), recipe);
    const std::vector<std::size_t> positions{5, 0, 17};
    const StepBatch batch = set.recorded_batch(positions, torch::kCPU);
    const LinearLayer last{network.tensors().at("output.weight").detach(),
                           network.tensors().at("output.bias").detach()};
    const Tensor found = logits(last, network.last_layer_inputs(batch)).softmax(1);
    for (int64_t rank = 0; rank < 3; ++rank) {
      const std::size_t voice = positions[batch.layout.original(static_cast<std::size_t>(rank))];
      const auto expected = Network(file).forward(voices().features[voice]).probabilities;
      EXPECT_EQ(batch.targets[rank].argmax().item<int64_t>(),
                static_cast<int64_t>(voices().targets[voice]));
      EXPECT_TRUE(torch::allclose(found[rank], torch::tensor(expected), 1e-5, 1e-5)) << projection;
    }
  }
}

// With a projection too, the layer must get the same inputs as at inference.
TEST(RefineLastLayer, DiscriminantAnalysisPredictsItsTrainingUtterances) {
  for (const int projection : {0, 6}) {
    Recipe recipe = small_recipe();
    recipe.network.projection_size = projection;
    recipe.training.epochs = 12;
    recipe.training.discriminant_shrinkage = 0.1;
    const model::ModelFile plain = fitted(recipe, 0.0), whole = fitted(recipe, 1.0);
    for (const auto& [name, tensor] : plain.tensors) {
      const bool last = name.starts_with("output.");
      EXPECT_EQ(whole.tensors.at(name).values == tensor.values, !last) << name;
    }
    const Network network(whole);
    std::size_t right = 0;
    for (std::size_t i = 0; i < 24; ++i) {
      const auto p = network.forward(voices().features[i]).probabilities;
      const auto best = std::ranges::max_element(p) - p.begin();
      right += static_cast<std::size_t>(best) == voices().targets[i] ? 1 : 0;
    }
    EXPECT_GE(right, 20u) << projection;
  }
}

TEST(RefineLastLayer, UsesTheAveragedWeights) {
  Recipe recipe = small_recipe();
  recipe.training.epochs = 4;
  recipe.training.weight_average = 0.9;
  model::ModelFile mean = fitted(recipe, 0.0);
  const TrainingSet set(voices(), range(0, 24), recipe);
  recipe.training.discriminant_share = 1.0;
  refine_last_layer(mean, set, recipe.training, torch::kCPU);
  EXPECT_EQ(model::serialise(fitted(recipe, 1.0)), model::serialise(mean));
}

}  // namespace
}  // namespace emovox::training
