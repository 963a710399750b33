// A seeded shuffle that gives the same order on every machine; std::shuffle differs between
// standard libraries.
#pragma once

#include <cstddef>
#include <random>
#include <utility>

namespace emovox::text {

/// Fisher-Yates: position i swaps with random() modulo (i + 1), from the last i to 1.
template <class Values>
void shuffle(Values&& values, std::mt19937_64& random) {
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random() % left]);
  }
}

}  // namespace emovox::text
