// The tables of the Fourier transform of 400 real samples: Whisper's frame is 25 ms at 16 kHz, and
// its bins are 40 Hz wide, so no power of two will do.
//
// The samples are packed two by two into 200 complex points. These are transformed by Stockham's
// algorithm with radices 5, 5, 4, 2: each stage cuts blocks of n points into r blocks of n / r,
//   y(q + s (r p + j)) = w_n^(p j) Σ_k x(q + s (p + k n/r)) w_r^(j k),   w_n = exp(-2πi / n),
// for p < n / r and q < s, where s is the number of blocks so far. The result is in order.
// The bins of the real transform follow as in features/spectrum-inl.h.
#pragma once

#include <complex>
#include <cstddef>
#include <vector>

namespace emovox::encoder {

inline constexpr std::size_t kFrameLength = 400;  // samples, 25 ms
inline constexpr std::size_t kPoints = kFrameLength / 2;
inline constexpr std::size_t kBins = kPoints + 1;

/// Immutable; safe from many threads.
struct FourierTables400 {
  FourierTables400();

  std::vector<double> half_window;             // periodic Hann window / 2, [kFrameLength]
  std::vector<std::complex<double>> twiddles;  // exp(-2πik / 400), [kFrameLength]
};

}  // namespace emovox::encoder
