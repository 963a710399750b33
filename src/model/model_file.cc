// The model file: a safetensors container whose tensors are exactly those that its metadata
// requires.
#include "model/model_file.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <system_error>

#include "emovox/error.h"
#include "model/metadata.h"
#include "text/join.h"
#include "text/number.h"
#include "text/safetensors.h"
#include "text/whole_file.h"

namespace emovox::model {
namespace {

static_assert(std::endian::native == std::endian::little,
              "tensors are read and written as they are");

using Shapes = std::map<std::string, std::vector<std::size_t>>;

constexpr const char* kMetadataKey = "emovox";  // whose value is everything but the weights
constexpr text::SafetensorsRules kRules{
    .kind = "a model file", .required_key = kMetadataKey, .made_by = "a model of emovox"};

std::string shape_text(const std::vector<std::size_t>& shape) {
  return '[' + text::joined(shape, text::number_text<std::size_t>) + ']';
}

void check_shapes(const Shapes& actual, const ModelInfo& info, ErrorCode code,
                  std::string_view where) {
  const Shapes expected = expected_tensors(info);
  for (const auto& [name, shape] : expected) {
    const auto found = actual.find(name);
    if (found == actual.end()) throw Error(code, where, "has no tensor " + name, "must have one");
    if (found->second == shape) continue;
    throw Error(code, where, "tensor " + name + " is " + shape_text(found->second),
                "must be " + shape_text(shape));
  }
  for (const auto& [name, shape] : actual) {
    if (expected.contains(name)) continue;
    throw Error(code, where, "has the tensor " + name, "must have none of that name");
  }
}

/// The runtime divides by standard deviations and takes roots of variances: the former must be
/// above 0, the latter at least 0.
void check_values(const std::string& name, const std::vector<float>& values, ErrorCode code,
                  std::string_view where) {
  const std::string_view bare = bare_name(name);
  const bool positive = bare.starts_with("normaliser.") && bare.ends_with(".std");
  const bool not_negative = bare == "norm.variance";
  for (float value : values) {
    if (!std::isfinite(value)) {
      throw Error(code, where, "tensor " + name + " holds a value that is not finite",
                  "must be finite");
    }
    if ((positive && value <= 0.0f) || (not_negative && value < 0.0f)) {
      throw Error(code, where, "tensor " + name + " holds " + std::to_string(value),
                  positive ? "must be above 0" : "must be 0 or above");
    }
  }
}

Tensor read_tensor(const text::TensorPlace& place, std::span<const std::byte> data) {
  Tensor tensor{place.shape, std::vector<float>((place.end - place.begin) / sizeof(float))};
  std::memcpy(tensor.values.data(), data.data() + place.begin, place.end - place.begin);
  return tensor;
}

/// Refuses devices and pipes, because reading them may never end.
void require_regular_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status)) {
    throw Error(ErrorCode::io, path.string(), "is not a regular file", "must be a model file");
  }
}

}  // namespace

ModelFile parse_model_file(std::span<const std::byte> bytes, std::string_view name) {
  const text::SafetensorsHeader header =
      text::read_safetensors_header(bytes, bytes.size(), kRules, name);
  ModelFile file;
  file.info = info_from_text(header.metadata.at(kMetadataKey), name);
  Shapes shapes;
  for (const auto& [tensor, place] : header.places) shapes[tensor] = place.shape;
  check_shapes(shapes, file.info, ErrorCode::corrupt_data, name);
  const auto data = bytes.subspan(header.data_start);
  for (const auto& [tensor, place] : header.places) {
    Tensor& read = file.tensors[tensor] = read_tensor(place, data);
    check_values(tensor, read.values, ErrorCode::corrupt_data, name);
  }
  return file;
}

ModelFile read_model_file(const std::filesystem::path& path) {
  require_regular_file(path);
  const std::string bytes = text::read_file(path);
  return parse_model_file(std::as_bytes(std::span(bytes)), path.string());
}

void check_model_file(const ModelFile& file, std::string_view where) {
  constexpr ErrorCode kCode = ErrorCode::invalid_argument;
  check_info(file.info, kCode, where);
  Shapes shapes;
  for (const auto& [name, tensor] : file.tensors) shapes[name] = tensor.shape;
  check_shapes(shapes, file.info, kCode, where);
  for (const auto& [name, tensor] : file.tensors) {
    std::size_t count = 1;
    for (std::size_t size : tensor.shape) count *= size;
    if (tensor.values.size() != count) {
      throw Error(kCode, where,
                  "tensor " + name + " has " + std::to_string(tensor.values.size()) + " values",
                  "must have " + std::to_string(count));
    }
    check_values(name, tensor.values, kCode, where);
  }
}

std::vector<std::byte> serialise(const ModelFile& file) {
  constexpr std::string_view kWhere = "model file";
  check_model_file(file, kWhere);
  text::SafetensorsHeader header;
  header.metadata[kMetadataKey] = info_to_text(file.info, kWhere);
  std::size_t offset = 0;
  for (const auto& [name, tensor] : file.tensors) {
    const std::size_t end = offset + tensor.values.size() * sizeof(float);
    header.places[name] = {tensor.shape, offset, end, text::NumberType::float32};
    offset = end;
  }
  std::vector<std::byte> bytes = text::write_safetensors_header(header, kWhere);
  bytes.reserve(bytes.size() + offset);
  for (const auto& [name, tensor] : file.tensors) {
    const auto values = std::as_bytes(std::span(tensor.values));
    bytes.insert(bytes.end(), values.begin(), values.end());
  }
  return bytes;
}

}  // namespace emovox::model
