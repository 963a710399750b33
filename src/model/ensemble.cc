#include "model/ensemble.h"

#include <utility>

#include "emovox/error.h"
#include "model/fusion.h"

namespace emovox::model {
namespace {

[[noreturn]] void refuse(const std::string& was, const std::string& must_be) {
  throw Error(ErrorCode::invalid_argument, "ensemble", was, must_be);
}

void check_alike(const ModelInfo& first, const ModelInfo& other) {
  const auto compare = [&](bool same, const char* what) {
    if (same) return;
    refuse("\"" + other.name + "\" has other " + what + " than \"" + first.name + "\"",
           "must have the same features, network and labels");
  };
  compare(first.features == other.features, "features");
  compare(first.network == other.network, "network options");
  compare(first.labels == other.labels, "labels");
}

/// Adds the values of one list, weighted, to the sums so far.
void add(const std::vector<float>& values, double weight, std::vector<double>& sums) {
  sums.resize(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) sums[i] += weight * values[i];
}

void append_network(ModelFile&& network, int number, ModelFile& joined) {
  for (auto& [name, tensor] : network.tensors) {
    joined.tensors[member_prefix(number) + name] = std::move(tensor);
  }
}

}  // namespace

ModelFile take_member(ModelFile& file, int number) {
  ModelFile member;
  member.info = file.info;
  member.info.members = 1;
  member.info.temperature = 1.0;
  member.info.abstain_below = 0.0;
  member.info.verification = {};
  const std::string prefix = file.info.members > 1 ? member_prefix(number) : "";
  for (const auto& [name, shape] : expected_tensors(member.info)) {
    auto tensor = file.tensors.extract(prefix + name);
    tensor.key() = name;
    member.tensors.insert(std::move(tensor));
  }
  return member;
}

ModelFile join_members(std::vector<ModelFile> files) {
  if (files.empty()) refuse("no models", "must be at least two");
  ModelFile joined;
  joined.info = files.front().info;
  joined.info.members = 0;
  for (ModelFile& file : files) {
    check_model_file(file, "ensemble");
    check_alike(joined.info, file.info);
    const int count = file.info.members;
    for (int number = 1; number <= count; ++number) {
      append_network(take_member(file, number), ++joined.info.members, joined);
    }
  }
  if (joined.info.members < 2 || joined.info.members > kMostMembers) {
    refuse(std::to_string(joined.info.members) + " member(s)",
           "must be from 2 to " + std::to_string(kMostMembers));
  }
  joined.info.temperature = 1.0;
  joined.info.abstain_below = 0.0;
  joined.info.verification = {};
  return joined;
}

Posterior mean_posterior(std::span<const Posterior> members, double temperature) {
  const double weight = 1.0 / static_cast<double>(members.size());
  std::vector<double> probabilities, attention;
  for (const Posterior& member : members) {
    add(member.probabilities, weight, probabilities);
    add(member.attention, weight, attention);
  }
  apply_temperature(probabilities, temperature);
  return {to_float(probabilities), to_float(attention)};
}

}  // namespace emovox::model
