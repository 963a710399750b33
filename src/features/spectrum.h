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

#include <complex>
#include <cstddef>
#include <kissfft/kissfft.hh>
#include <span>
#include <vector>

namespace emovox::features {

/// What one frame's spectrum is computed in; kept from frame to frame, so that none allocates.
struct SpectrumWorkspace {
  std::vector<double> windowed;              // [fft_length], zeros past the window
  std::vector<std::complex<double>> packed;  // [fft_length / 2], DC and Nyquist share the first
  std::vector<double> power;                 // [fft_length / 2 + 1]
  std::vector<double> magnitude;             // [fft_length / 2 + 1]
};

/// The window and the FFT plan. Immutable; safe from many threads, a workspace each.
class Spectrum {
 public:
  struct Lengths {
    std::size_t window = 0;  // samples, at most fft
    std::size_t fft = 0;     // samples, a power of two (kissfft shares scratch for other factors)
  };

  explicit Spectrum(Lengths lengths);

  SpectrumWorkspace make_workspace() const;

  /// Fills workspace.power and workspace.magnitude from frame, [window].
  void compute(std::span<const float> frame, SpectrumWorkspace& workspace) const;

 private:
  std::size_t fft_length_;
  std::vector<double> window_;
  kissfft<double> plan_;  // half the length: a real frame is packed into complex numbers
};

}  // namespace emovox::features
