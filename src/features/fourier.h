// The tables of a fast Fourier transform: X(k) = Σ x(n) exp(-2πikn / points) over complex points,
// and of the step from it to a real transform of twice the length.
//
// Decimation in frequency, in place: a block of L points becomes four blocks of L/4, whose
// transforms are its bins k = 0, 1, 2, 3 modulo 4; where L is 2 in the end, two of one. No point
// moves, so that bin k ends in the place whose digits are those of k reversed.
#pragma once

#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace emovox::features {

struct FourierTables {
  /// real_length: samples, a power of two, at least 4.
  explicit FourierTables(std::size_t real_length);

  std::size_t points;                       // complex: half the real length
  std::vector<std::complex<double>> roots;  // exp(-2πik / (2 · points)), [3 / 2 · points]
  std::vector<std::uint32_t> place;         // where bin k of the points ends, [points]
};

}  // namespace emovox::features
