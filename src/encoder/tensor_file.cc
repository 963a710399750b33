#include "encoder/tensor_file.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <span>
#include <system_error>

#include "emovox/error.h"
#include "kernels/half.h"

namespace emovox::encoder {
namespace {

static_assert(std::endian::native == std::endian::little, "tensors are read as they are");

constexpr text::SafetensorsRules kRules{
    .kind = "a safetensors file", .required_key = {}, .made_by = {}, .half = true};
constexpr std::size_t kLengthBytes = 8;

/// The size of a regular file: devices and pipes may never end.
std::size_t size_of_file(const std::filesystem::path& path) {
  std::error_code failure;
  const auto status = std::filesystem::status(path, failure);
  if (!std::filesystem::exists(status)) {
    throw Error(ErrorCode::not_found, path.string(), "does not exist",
                "must be a safetensors file");
  }
  if (!std::filesystem::is_regular_file(status)) {
    throw Error(ErrorCode::io, path.string(), "is not a regular file",
                "must be a safetensors file");
  }
  const auto size = std::filesystem::file_size(path, failure);
  if (failure) {
    throw Error(ErrorCode::io, path.string(), failure.message(), "must be readable");
  }
  return static_cast<std::size_t>(size);
}

void read_bytes(std::ifstream& in, std::size_t at, std::span<std::byte> bytes,
                const std::string& name) {
  in.clear();
  in.seekg(static_cast<std::streamoff>(at));
  in.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (!in) throw Error(ErrorCode::io, name, "cannot be read", "must be readable");
}

std::vector<float> to_floats(std::span<const std::byte> bytes, text::NumberType type) {
  std::vector<float> values(bytes.size() / text::size_of(type));
  if (type == text::NumberType::float32) {
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }
  for (std::size_t n = 0; n < values.size(); ++n) {
    kernels::Half half;
    std::memcpy(&half.bits, bytes.data() + 2 * n, sizeof half.bits);
    values[n] = kernels::to_float(half);
  }
  return values;
}

}  // namespace

TensorFile::TensorFile(const std::filesystem::path& path) : name_(path.string()) {
  const std::size_t size = size_of_file(path);
  in_.open(path, std::ios::binary);
  if (!in_) throw Error(ErrorCode::io, name_, "cannot be opened", "must be readable");
  std::vector<std::byte> start(std::min(size, kLengthBytes));
  read_bytes(in_, 0, start, name_);
  start.resize(text::safetensors_header_end(start, size, kRules, name_));
  read_bytes(in_, 0, start, name_);
  header_ = text::read_safetensors_header(start, size, kRules, name_);
}

Shapes TensorFile::shapes() const {
  Shapes shapes;
  for (const auto& [tensor, place] : header_.places) shapes[tensor] = place.shape;
  return shapes;
}

std::vector<float> TensorFile::read(const std::string& tensor) {
  const auto found = header_.places.find(tensor);
  if (found == header_.places.end()) {
    throw Error(ErrorCode::corrupt_data, name_, "has no tensor " + tensor, "must have one");
  }
  const text::TensorPlace& place = found->second;
  std::vector<std::byte> bytes(place.end - place.begin);
  read_bytes(in_, header_.data_start + place.begin, bytes, name_);
  std::vector<float> values = to_floats(bytes, place.type);
  for (const float value : values) {
    if (std::isfinite(value)) continue;
    throw Error(ErrorCode::corrupt_data, name_,
                "tensor " + tensor + " holds a value that is not finite", "must be finite");
  }
  return values;
}

}  // namespace emovox::encoder
