// soxr's HQ resampler over pieces: however the samples are cut, the same numbers come out.
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

  /// Appends to `out` what the samples so far allow.
  void push(std::span<const float> samples, std::vector<float>& out);

  /// Appends the rest, so that round(pushed * to / from) samples came out in all; then starts anew.
  void finish(std::vector<float>& out);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace emovox::audio
