// The model file: a safetensors file whose metadata holds everything besides the weights.
//
// Tensors (float32; S feature sets, named as FeatureSet, H hidden, I input dims after
// normalisation, D = 2HS, F = D × number of fusions (D for frame_wise), C labels, P projection or F
// without one):
//   normaliser.<set>.mean, .std                       [dims of the set]
//   lstm.<set>.<forward|backward>.input               [4H, I]    gates i, f, g, o
//   lstm.<set>.<forward|backward>.recurrent           [4H, H]
//   lstm.<set>.<forward|backward>.bias                [4H]
//   lstm.<set>.<forward|backward>.peephole            [3, H]     cell = peephole only
//   fusion.attention                                     [D, D]     w of eq. (10), where fused so
//   fusion.weighted                                      [D]        u of eq. (8), where fused so
//   norm.mean, norm.variance, norm.gain, norm.shift      [F]        batch normalisation, eps 1e-5
//   projection.weight [P, F], projection.bias [P]        where projection_size > 0; ReLU follows
//   output.weight [C, P], output.bias [C]
// If info.members is N > 1, each of these tensors occurs N times, as member.<1…N>.<name>.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/model.h"

namespace emovox::model {

struct Tensor {
  std::vector<std::size_t> shape;
  std::vector<float> values;
};

struct ModelFile {
  ModelInfo info;
  std::map<std::string, Tensor> tensors;
};

/// The name and shape of every tensor that a model with this info must have. The only list of
/// tensors.
std::map<std::string, std::vector<std::size_t>> expected_tensors(const ModelInfo& info);

/// The most members that a model file may have.
inline constexpr int kMostMembers = 100;

/// "member.2.", which opens the names of that member's tensors, counted from 1.
std::string member_prefix(int number);

/// A tensor's name without the prefix of its member.
std::string_view bare_name(std::string_view tensor);

/// Dimensions of one feature set after normalisation.
std::size_t lstm_input_size(const ModelInfo& info, FeatureSet set);

/// Parses and checks everything: header, offsets, names, shapes, finite values. Throws corrupt_data
/// or unsupported. The allocated memory is proportional to the number of bytes.
ModelFile parse_model_file(std::span<const std::byte> bytes, std::string_view name);

/// Reads and parses a file. Throws not_found, io, and the errors of parse_model_file.
ModelFile read_model_file(const std::filesystem::path& path);

/// Checks info, names, shapes and values like parse_model_file(). Throws invalid_argument.
void check_model_file(const ModelFile& file, std::string_view where);

/// The bytes of a model file. Throws invalid_argument when tensors and info disagree.
std::vector<std::byte> serialise(const ModelFile& file);

}  // namespace emovox::model
