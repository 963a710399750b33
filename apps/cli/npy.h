// NumPy's array file, version 1.0: a header that names type and shape, then the values in C order.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace emovox::cli {

/// [rows, columns] of float32.
std::string npy_matrix(std::span<const float> values, std::size_t rows, std::size_t columns);

/// [values] of float64.
std::string npy_vector(std::span<const double> values);

/// [words] of Unicode strings; the words are ASCII.
std::string npy_words(const std::vector<std::string>& words);

}  // namespace emovox::cli
