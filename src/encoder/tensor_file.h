// A safetensors file whose tensors are read one at a time, so that a checkpoint of gigabytes needs
// the memory of one tensor.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "text/safetensors.h"

namespace emovox::encoder {

using Shape = std::vector<std::size_t>;
using Shapes = std::map<std::string, Shape>;

/// Not safe from several threads at once.
class TensorFile {
 public:
  /// Reads the header. Throws not_found, io, corrupt_data, or unsupported (tensors of other numbers
  /// than float16 and float32).
  explicit TensorFile(const std::filesystem::path& path);

  const std::string& name() const noexcept { return name_; }
  const std::map<std::string, std::string>& metadata() const noexcept { return header_.metadata; }

  /// Name → shape of every tensor.
  Shapes shapes() const;

  /// The values of a tensor, row-major. Throws io, or corrupt_data on a value that is not finite.
  std::vector<float> read(const std::string& tensor);

 private:
  std::string name_;
  std::ifstream in_;
  text::SafetensorsHeader header_;
};

}  // namespace emovox::encoder
