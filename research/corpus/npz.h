// Writes NumPy's files: .npy holds an array (format version 1.0: a header with type and shape, then
// the values in C order), .npz is a zip archive of uncompressed .npy files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::corpus {

/// An array of float32 with the shape [rows, columns].
std::string npy_matrix(std::span<const float> values, std::size_t rows, std::size_t columns);

/// An array of float64 with the shape [values].
std::string npy_vector(std::span<const double> values);

/// An array of Unicode strings with the shape [words]. The words must be ASCII.
std::string npy_words(const std::vector<std::string>& words);

/// A zip archive whose entries are stored without compression.
class ZipArchive {
 public:
  /// Throws unsupported where the archive would exceed 4 GiB, the limit of zip without extensions.
  void add(std::string_view name, std::string_view bytes);

  /// The bytes of the archive. No entry may be added after.
  std::string finish();

 private:
  struct Entry {
    std::string name;
    std::uint32_t crc = 0;
    std::uint32_t size = 0;    // bytes
    std::uint32_t offset = 0;  // of its local header
  };

  std::string bytes_;
  std::vector<Entry> entries_;
};

}  // namespace emovox::corpus
