// Stage "spectrum": one frame → |X(k)|² and |X(k)|, X(k) = Σ w(n) x(n) exp(-2πikn / fft_length),
// with the periodic Hamming window w(n) = 0.54 - 0.46 cos(2πn / window_length).
// Follows abs(librosa.stft(y, n_fft, hop_length, win_length, window="hamming", center=True)) and
// librosa.filters.get_window("hamming", N, fftbins=True).
//
// librosa centres the window in the FFT frame. Here a frame is the window_length samples under the
// window, and zeros follow it: both lengths are even, so this changes only the phases of X(k), and
// the statistics ZCR and RMS see the same samples.
//
// Computed in double: the rounding of a float FFT would hide bins far below a loud one, which
// flatness and the quiet end of the log-mel spectrum depend on.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace emovox::features {

std::vector<double> hamming_window(std::size_t length);  // [length]

/// The tables of a fast Fourier transform (FFT) of complex points, and of the step from it to a
/// real transform of twice the length.
///
/// Radix-4 decimation in frequency, in place: a block of L points becomes four blocks of L/4
/// points, whose transforms are its bins k = 0, 1, 2, 3 modulo 4; a last block of two points
/// becomes two of one. No point is moved, so that bin k ends at its bit-reversed index: k in base 4
/// (or 2 for the last digit) with its digits in reverse order.
struct FourierTables {
  /// real_length: samples, a power of two, at least 4.
  explicit FourierTables(std::size_t real_length);

  std::size_t points;                          // complex: half the real length
  std::vector<std::complex<double>> twiddles;  // exp(-2πik / (2 · points)), [3 / 2 · points]
  std::vector<std::uint32_t> bit_reversed;     // the index at which bin k ends, [points]
};

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

  std::vector<double> half_window;  // w(n) / 2: E(k) and O(k) are then sums without a division
  FourierTables fourier;            // of the samples, packed two by two into complex points
};

}  // namespace emovox::features
