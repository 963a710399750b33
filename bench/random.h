// SplitMix64: pseudo-random numbers that are the same on every machine.
#pragma once

#include <cstdint>
#include <vector>

namespace emovox::bench {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed) {}

  /// `count` values, uniform in [low, high).
  std::vector<float> uniform(std::size_t count, double low, double high) {
    std::vector<float> values(count);
    for (float& value : values) value = static_cast<float>(low + (high - low) * next());
    return values;
  }

 private:
  double next() {  // [0, 1)
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return static_cast<double>((z ^ (z >> 31)) >> 11) * 0x1p-53;
  }

  std::uint64_t state_;
};

}  // namespace emovox::bench
