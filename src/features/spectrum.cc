#include "features/spectrum.h"

#include <cmath>
#include <numbers>

namespace emovox::features {
namespace {

std::uint32_t bit_reversed_index(std::size_t bin, std::size_t points) {
  std::size_t index = 0;
  for (std::size_t length = points; length > 1;) {
    const std::size_t radix = length >= 4 ? 4 : 2;
    length /= radix;
    index += bin % radix * length;
    bin /= radix;
  }
  return static_cast<std::uint32_t>(index);
}

}  // namespace

std::vector<double> hamming_window(std::size_t length) {
  std::vector<double> window(length);
  const double step = 2.0 * std::numbers::pi / static_cast<double>(length);
  for (std::size_t n = 0; n < length; ++n) {
    window[n] = 0.54 - 0.46 * std::cos(step * static_cast<double>(n));
  }
  return window;
}

FourierTables::FourierTables(std::size_t real_length) : points(real_length / 2) {
  const double step = -2.0 * std::numbers::pi / static_cast<double>(real_length);
  twiddles.reserve(3 * points / 2);
  for (std::size_t k = 0; k < 3 * points / 2; ++k) {
    const double angle = step * static_cast<double>(k);
    twiddles.emplace_back(std::cos(angle), std::sin(angle));
  }
  bit_reversed.reserve(points);
  for (std::size_t k = 0; k < points; ++k) bit_reversed.push_back(bit_reversed_index(k, points));
}

Spectrum::Spectrum(Lengths lengths)
    : half_window(hamming_window(lengths.window)), fourier(lengths.fft) {
  for (double& weight : half_window) weight *= 0.5;
}

}  // namespace emovox::features
