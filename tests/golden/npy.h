// Reads the .npy files of tests/golden: version 1, little-endian float32, C order, one or two axes.
#pragma once

#include <cstddef>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace emovox::golden {

struct Array {
  std::vector<float> values;  // [rows, columns]
  std::size_t rows = 0;
  std::size_t columns = 1;  // 1 for a vector

  float at(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
};

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(path.string() + ": cannot be opened");
  return {std::istreambuf_iterator<char>(file), {}};
}

/// "{'descr': '<f4', 'fortran_order': False, 'shape': (5, 64), }" as NumPy writes it.
inline void read_shape(const std::string& header, Array& array) {
  const std::string prefix = "{'descr': '<f4', 'fortran_order': False, 'shape': (";
  const std::size_t comma = header.find(',', prefix.size());
  if (!header.starts_with(prefix) || comma == std::string::npos) {
    throw std::runtime_error("not a C-ordered float32 .npy of one or two axes: " + header);
  }
  array.rows = std::stoul(header.substr(prefix.size()));
  if (header[comma + 1] == ' ') array.columns = std::stoul(header.substr(comma + 2));
}

inline Array read_npy(const std::filesystem::path& path) {
  constexpr std::size_t kPreamble = 10;  // magic, version, header length
  const std::string bytes = read_bytes(path);
  if (bytes.size() < kPreamble || bytes.compare(0, 8, std::string("\x93NUMPY\x01\x00", 8)) != 0) {
    throw std::runtime_error(path.string() + ": is no .npy of version 1");
  }
  const std::size_t header = static_cast<unsigned char>(bytes[8]) +
                             std::size_t{256} * static_cast<unsigned char>(bytes[9]);
  Array array;
  read_shape(bytes.substr(kPreamble, header), array);
  array.values.resize(array.rows * array.columns);
  const std::size_t size = array.values.size() * sizeof(float);
  if (bytes.size() != kPreamble + header + size) {
    throw std::runtime_error(path.string() + ": does not have the size that its header says");
  }
  std::memcpy(array.values.data(), bytes.data() + kPreamble + header, size);
  return array;
}

}  // namespace emovox::golden
