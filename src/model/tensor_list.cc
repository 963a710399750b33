// The names and shapes of a model's tensors, derived from its options.
#include <algorithm>

#include "model/model_file.h"

namespace emovox::model {
namespace {

using Shapes = std::map<std::string, std::vector<std::size_t>>;

bool fuses(const ModelOptions& options, Fusion fusion) {
  return std::find(options.fusions.begin(), options.fusions.end(), fusion) != options.fusions.end();
}

void add_feature_set(const ModelInfo& info, FeatureSet set, Shapes& shapes) {
  const std::string name(to_name(set));
  const std::size_t dims = feature_dims(set, info.features);
  const std::size_t inputs = lstm_input_size(info, set);
  const auto hidden = static_cast<std::size_t>(info.network.hidden_size);
  shapes["normaliser." + name + ".mean"] = {dims};
  shapes["normaliser." + name + ".std"] = {dims};
  for (const char* direction : {"forward", "backward"}) {
    const std::string lstm = "lstm." + name + '.' + direction;
    shapes[lstm + ".input"] = {4 * hidden, inputs};
    shapes[lstm + ".recurrent"] = {4 * hidden, hidden};
    shapes[lstm + ".bias"] = {4 * hidden};
    if (info.network.cell == Cell::peephole) shapes[lstm + ".peephole"] = {3, hidden};
  }
}

void add_head(const ModelInfo& info, std::size_t fused, Shapes& shapes) {
  for (const char* part : {"mean", "variance", "gain", "shift"}) {
    shapes[std::string("norm.") + part] = {fused};
  }
  std::size_t width = fused;
  if (info.network.projection_size > 0) {
    width = static_cast<std::size_t>(info.network.projection_size);
    shapes["projection.weight"] = {width, fused};
    shapes["projection.bias"] = {width};
  }
  shapes["output.weight"] = {info.labels.size(), width};
  shapes["output.bias"] = {info.labels.size()};
}

/// The tensors of one network.
Shapes network_tensors(const ModelInfo& info) {
  Shapes shapes;
  const ModelOptions& network = info.network;
  for (FeatureSet set : network.feature_sets) add_feature_set(info, set, shapes);
  const std::size_t width =
      2 * static_cast<std::size_t>(network.hidden_size) * network.feature_sets.size();
  if (fuses(network, Fusion::attention)) shapes["fusion.attention"] = {width, width};
  if (fuses(network, Fusion::weighted)) shapes["fusion.weighted"] = {width};
  add_head(info, width * network.fusions.size(), shapes);
  return shapes;
}

}  // namespace

std::string member_prefix(int number) { return "member." + std::to_string(number) + '.'; }

std::string_view bare_name(std::string_view tensor) {
  constexpr std::string_view kMember = "member.";
  if (!tensor.starts_with(kMember)) return tensor;
  const std::size_t dot = tensor.find('.', kMember.size());
  return dot == std::string_view::npos ? tensor : tensor.substr(dot + 1);
}

std::size_t lstm_input_size(const ModelInfo& info, FeatureSet set) {
  const std::size_t dims = feature_dims(set, info.features);
  return info.network.normalisation == Normalisation::both ? 2 * dims : dims;
}

Shapes expected_tensors(const ModelInfo& info) {
  const Shapes network = network_tensors(info);
  if (info.members == 1) return network;
  Shapes shapes;
  for (int number = 1; number <= info.members; ++number) {
    for (const auto& [name, shape] : network) shapes[member_prefix(number) + name] = shape;
  }
  return shapes;
}

}  // namespace emovox::model
