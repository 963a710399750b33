#include "features/rms.h"

#include <cmath>
#include <cstddef>

#include "features/sum.h"

namespace emovox::features {

float rms(std::span<const float> frame) {
  const double energy = sum(frame.size(), [=](std::size_t n) {
    const double sample = frame[n];
    return sample * sample;
  });
  return static_cast<float>(std::sqrt(energy / static_cast<double>(frame.size())));
}

}  // namespace emovox::features
