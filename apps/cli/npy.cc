// NumPy's array file, version 1.0.
#include "cli/npy.h"

#include <algorithm>
#include <bit>

#include "cli/little_endian.h"

namespace emovox::cli {
namespace {

static_assert(std::endian::native == std::endian::little,
              "values are written as they lie in memory");

// Magic, version, length of the header, and the header, padded so that values start at 64 bytes.
std::string header(const std::string& type, const std::string& shape) {
  std::string text =
      "{'descr': '" + type + "', 'fortran_order': False, 'shape': (" + shape + "), }";
  constexpr std::size_t kPrelude = 10;
  text.append(63 - (kPrelude + text.size()) % 64, ' ');
  text += '\n';
  std::string bytes("\x93NUMPY\x01\x00", 8);
  put16(bytes, static_cast<std::uint16_t>(text.size()));
  return bytes + text;
}

template <class T>
void append(std::string& bytes, std::span<const T> values) {
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
}

}  // namespace

std::string npy_matrix(std::span<const float> values, std::size_t rows, std::size_t columns) {
  std::string bytes = header("<f4", std::to_string(rows) + ", " + std::to_string(columns));
  append(bytes, values);
  return bytes;
}

std::string npy_vector(std::span<const double> values) {
  std::string bytes = header("<f8", std::to_string(values.size()) + ",");
  append(bytes, values);
  return bytes;
}

std::string npy_words(const std::vector<std::string>& words) {
  std::size_t longest = 1;
  for (const auto& word : words) longest = std::max(longest, word.size());
  std::string bytes = header("<U" + std::to_string(longest), std::to_string(words.size()) + ",");
  for (const auto& word : words) {
    for (std::size_t i = 0; i < longest; ++i) {
      put32(bytes, i < word.size() ? static_cast<unsigned char>(word[i]) : 0u);
    }
  }
  return bytes;
}

}  // namespace emovox::cli
