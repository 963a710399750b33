// Stage "spectrum": one frame → |X(k)|² and |X(k)|, X(k) = Σ w(n) x(n) exp(-2πikn / fft_length).
// Follows abs(librosa.stft(y, n_fft, hop_length, win_length, window="hamming", center=True)).
//
// librosa centres the window in the FFT frame. Both lengths being even, the samples under the
// window are those of the window_length frame that ZCR and RMS see, and the zeros around them turn
// phases only; so a frame here is window_length samples, and zeros follow it.
//
// In double: bins far under a loud one (all that flatness and the -80 dB end of the log-mel
// spectrum see) would drown in the rounding of a float FFT.
#pragma once

#include <cstddef>
#include <vector>

#include "features/fourier.h"

namespace emovox::features {

/// The tables of the stage. Immutable; safe from many threads.
struct Spectrum {
  struct Lengths {
    std::size_t window = 0;  // samples, at most fft
    std::size_t fft = 0;     // samples, a power of two, at least 4
  };

  explicit Spectrum(Lengths lengths);

  std::size_t window_length() const noexcept { return half_window.size(); }  // samples
  std::size_t fft_length() const noexcept { return 2 * fourier.points; }     // samples
  std::size_t bins() const noexcept { return fourier.points + 1; }

  std::vector<double> half_window;  // w(n) / 2: halves what bins from two packed halves add up to
  FourierTables fourier;            // of the samples packed two by two into complex points
};

}  // namespace emovox::features
