#include "features/spectrum.h"

#include <cmath>

#include "features/window.h"

namespace emovox::features {

Spectrum::Spectrum(Lengths lengths)
    : fft_length_(lengths.fft),
      window_(hamming_window(lengths.window)),
      plan_(lengths.fft / 2, false) {}

SpectrumWorkspace Spectrum::make_workspace() const {
  const std::size_t half = fft_length_ / 2;
  SpectrumWorkspace workspace;
  workspace.windowed.resize(fft_length_);
  workspace.packed.resize(half);
  workspace.power.resize(half + 1);
  workspace.magnitude.resize(half + 1);
  return workspace;
}

void Spectrum::compute(std::span<const float> frame, SpectrumWorkspace& workspace) const {
  for (std::size_t n = 0; n < window_.size(); ++n) workspace.windowed[n] = window_[n] * frame[n];
  plan_.transform_real(workspace.windowed.data(), workspace.packed.data());

  const std::size_t half = fft_length_ / 2;
  const auto* bins = workspace.packed.data();
  double* power = workspace.power.data();
  power[0] = bins[0].real() * bins[0].real();
  power[half] = bins[0].imag() * bins[0].imag();
  for (std::size_t k = 1; k < half; ++k) power[k] = std::norm(bins[k]);
  double* magnitude = workspace.magnitude.data();
  for (std::size_t k = 0; k <= half; ++k) magnitude[k] = std::sqrt(power[k]);
}

}  // namespace emovox::features
