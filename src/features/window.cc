#include "features/window.h"

#include <cmath>
#include <numbers>

namespace emovox::features {

std::vector<double> hamming_window(std::size_t length) {
  std::vector<double> window(length);
  const double step = 2.0 * std::numbers::pi / static_cast<double>(length);
  for (std::size_t n = 0; n < length; ++n) {
    window[n] = 0.54 - 0.46 * std::cos(step * static_cast<double>(n));
  }
  return window;
}

}  // namespace emovox::features
