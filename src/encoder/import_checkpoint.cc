#include "encoder/import_checkpoint.h"

#include <cstring>
#include <span>

#include "emovox/error.h"
#include "encoder/tensor_file.h"
#include "kernels/half.h"
#include "text/safetensors.h"
#include "text/whole_file.h"

namespace emovox::encoder {
namespace {

constexpr std::string_view kModelPrefix = "model.";  // of a checkpoint with a decoder

/// The tensors under the names of an encoder file.
Shapes without_prefix(const Shapes& tensors) {
  Shapes shapes;
  for (const auto& [name, shape] : tensors) {
    const bool prefixed = name.starts_with(kModelPrefix);
    shapes[prefixed ? name.substr(kModelPrefix.size()) : name] = shape;
  }
  return shapes;
}

std::map<std::string, std::string> describe(const std::filesystem::path& checkpoint,
                                            const EncoderShape& shape, std::size_t all_layers) {
  return {{"source", checkpoint.filename().string() + ", encoder, first " +
                         std::to_string(shape.layers) + " of " + std::to_string(all_layers) +
                         " layers, float16"},
          {"layers", std::to_string(shape.layers)},
          {"width", std::to_string(shape.width)},
          {"heads", std::to_string(shape.heads())}};
}

text::SafetensorsHeader lay_out(const EncoderInfo& info) {
  text::SafetensorsHeader header;
  header.metadata = info.metadata;
  std::size_t offset = 0;
  for (const auto& [name, shape] : encoder_tensors(info.shape)) {
    std::size_t bytes = text::size_of(text::NumberType::float16);
    for (const std::size_t size : shape) bytes *= size;
    header.places[name] = {shape, offset, offset + bytes, text::NumberType::float16};
    offset += bytes;
  }
  return header;
}

void append_halves(const std::vector<float>& values, std::vector<std::byte>& bytes) {
  for (const float value : values) {
    const std::uint16_t bits = kernels::to_half(value).bits;
    bytes.push_back(static_cast<std::byte>(bits & 0xff));
    bytes.push_back(static_cast<std::byte>(bits >> 8));
  }
}

}  // namespace

EncoderInfo read_encoder_info(const std::filesystem::path& path) {
  const TensorFile file(path);
  return {find_encoder(file.shapes(), file.name()), file.metadata()};
}

EncoderInfo import_checkpoint(const std::filesystem::path& checkpoint, std::size_t layers,
                              const std::filesystem::path& output) {
  TensorFile file(checkpoint);
  const Shapes tensors = file.shapes();
  EncoderInfo info{find_encoder(without_prefix(tensors), file.name()), {}};
  const std::size_t all_layers = info.shape.layers;
  if (layers > all_layers) {
    throw Error(ErrorCode::invalid_argument, file.name(),
                "has " + std::to_string(all_layers) + " layers",
                "must have at least the " + std::to_string(layers) + " asked for");
  }
  if (layers > 0) info.shape.layers = layers;
  info.metadata = describe(checkpoint, info.shape, all_layers);
  const auto licence = file.metadata().find("licence");
  if (licence != file.metadata().end()) info.metadata["licence"] = licence->second;
  const text::SafetensorsHeader header = lay_out(info);
  std::vector<std::byte> bytes = text::write_safetensors_header(header, output.string());
  bytes.reserve(bytes.size() + 2 * parameter_count(info.shape));
  for (const auto& [name, place] : header.places) {
    const bool bare = tensors.contains(name);
    append_halves(file.read(bare ? name : std::string(kModelPrefix) + name), bytes);
  }
  text::write_file_atomically(output, std::span<const std::byte>(bytes));
  return info;
}

}  // namespace emovox::encoder
