#include "features/spectrum.h"

#include "features/window.h"

namespace emovox::features {

Spectrum::Spectrum(Lengths lengths)
    : half_window(hamming_window(lengths.window)), fourier(lengths.fft) {
  for (double& weight : half_window) weight *= 0.5;
}

}  // namespace emovox::features
