// Stage "window": the periodic Hamming window, w(n) = 0.54 - 0.46 cos(2πn / N).
// Follows librosa.filters.get_window("hamming", N, fftbins=True).
#pragma once

#include <cstddef>
#include <vector>

namespace emovox::features {

std::vector<double> hamming_window(std::size_t length);  // [length]

}  // namespace emovox::features
