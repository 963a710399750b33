// Sample-rate conversion by soxr's HQ recipe. The result does not depend on how the samples are
// divided into pieces.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

namespace emovox::audio {

class Resampler {
 public:
  /// Rates in Hz; equal rates pass samples through. Throws invalid_argument.
  Resampler(int from_rate, int to_rate);
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;
  ~Resampler();

  /// Appends to `out` the samples that can be computed so far.
  void push(std::span<const float> samples, std::vector<float>& out);

  /// Appends the rest, so that there are round(pushed * to / from) samples in all. Afterwards a new
  /// recording may begin.
  void finish(std::vector<float>& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::audio
