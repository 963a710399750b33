#include "encoder/encoder_shape.h"

#include "emovox/error.h"

namespace emovox::encoder {
namespace {

// Larger than any published Whisper, small enough that no product of sizes overflows.
constexpr std::size_t kMostBands = 1024, kMostWidth = 16384, kMostHidden = 65536;
constexpr std::size_t kMostPositions = 100000, kMostLayers = 256;

std::string text_of(const Shape& shape) {
  std::string text;
  for (const std::size_t size : shape) text += (text.empty() ? "" : ", ") + std::to_string(size);
  return '[' + text + ']';
}

const Shape& shape_at(const Shapes& tensors, const std::string& name, std::size_t dims,
                      std::string_view where) {
  const auto found = tensors.find(name);
  if (found == tensors.end()) {
    throw Error(ErrorCode::corrupt_data, where, "has no tensor " + name,
                "must be an encoder or a checkpoint of Whisper");
  }
  if (found->second.size() != dims) {
    throw Error(ErrorCode::corrupt_data, where, "tensor " + name + " is " + text_of(found->second),
                "must have " + std::to_string(dims) + " dimensions");
  }
  return found->second;
}

struct Limits {
  std::size_t multiple = 1;
  std::size_t most = 0;
};

void check_size(std::size_t size, const char* what, const Limits& limits, std::string_view where) {
  if (size > 0 && size % limits.multiple == 0 && size <= limits.most) return;
  std::string must_be = "must be from 1 to " + std::to_string(limits.most);
  if (limits.multiple > 1) must_be += " in multiples of " + std::to_string(limits.multiple);
  throw Error(ErrorCode::unsupported, where, std::string(what) + " is " + std::to_string(size),
              must_be);
}

void check_shapes(const Shapes& tensors, const EncoderShape& shape, std::string_view where) {
  for (const auto& [name, expected] : encoder_tensors(shape)) {
    const Shape& actual = shape_at(tensors, name, expected.size(), where);
    if (actual == expected) continue;
    throw Error(ErrorCode::corrupt_data, where, "tensor " + name + " is " + text_of(actual),
                "must be " + text_of(expected));
  }
}

}  // namespace

std::string layer_prefix(std::size_t layer) {
  return "encoder.layers." + std::to_string(layer) + '.';
}

Shapes encoder_tensors(const EncoderShape& shape) {
  const std::size_t W = shape.width, F = shape.hidden;
  Shapes shapes{{"encoder.conv1.weight", {W, shape.mel_bands, 3}},
                {"encoder.conv1.bias", {W}},
                {"encoder.conv2.weight", {W, W, 3}},
                {"encoder.conv2.bias", {W}},
                {"encoder.embed_positions.weight", {shape.positions, W}}};
  for (std::size_t layer = 0; layer < shape.layers; ++layer) {
    const std::string prefix = layer_prefix(layer);
    for (const char* which : {"q", "k", "v", "out"}) {
      const std::string projection = prefix + "self_attn." + which + "_proj";
      shapes[projection + ".weight"] = {W, W};
      if (*which != 'k') shapes[projection + ".bias"] = {W};
    }
    for (const char* norm : {"self_attn_layer_norm", "final_layer_norm"}) {
      shapes[prefix + norm + ".weight"] = {W};
      shapes[prefix + norm + ".bias"] = {W};
    }
    shapes[prefix + "fc1.weight"] = {F, W};
    shapes[prefix + "fc1.bias"] = {F};
    shapes[prefix + "fc2.weight"] = {W, F};
    shapes[prefix + "fc2.bias"] = {W};
  }
  return shapes;
}

std::size_t parameter_count(const EncoderShape& shape) {
  std::size_t count = 0;
  for (const auto& [name, sizes] : encoder_tensors(shape)) {
    std::size_t numbers = 1;
    for (const std::size_t size : sizes) numbers *= size;
    count += numbers;
  }
  return count;
}

EncoderShape find_encoder(const Shapes& tensors, std::string_view where) {
  const Shape& conv = shape_at(tensors, "encoder.conv1.weight", 3, where);
  const Shape& positions = shape_at(tensors, "encoder.embed_positions.weight", 2, where);
  const Shape& fc1 = shape_at(tensors, layer_prefix(0) + "fc1.weight", 2, where);
  EncoderShape shape{.mel_bands = conv[1],
                     .width = conv[0],
                     .hidden = fc1[0],
                     .layers = 1,
                     .positions = positions[0]};
  while (shape.layers <= kMostLayers &&
         tensors.contains(layer_prefix(shape.layers) + "fc1.weight")) {
    ++shape.layers;
  }
  check_size(shape.mel_bands, "the number of mel bands", {1, kMostBands}, where);
  check_size(shape.width, "its width", {64, kMostWidth}, where);
  check_size(shape.hidden, "the width of its feed-forward layers", {64, kMostHidden}, where);
  check_size(shape.positions, "the number of its positions", {1, kMostPositions}, where);
  check_size(shape.layers, "the number of its layers", {1, kMostLayers}, where);
  check_shapes(tensors, shape, where);
  return shape;
}

}  // namespace emovox::encoder
