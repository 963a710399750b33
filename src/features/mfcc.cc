#include "features/mfcc.h"

#include <cmath>
#include <numbers>

#include "features/sum.h"

namespace emovox::features {

Mfcc::Mfcc(Sizes sizes) : bands_(sizes.bands), basis_(sizes.coefficients * sizes.bands) {
  const auto bands = static_cast<double>(bands_);
  for (std::size_t k = 0; k < sizes.coefficients; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / bands);
    for (std::size_t b = 0; b < bands_; ++b) {
      const double angle = std::numbers::pi * static_cast<double>(k * (2 * b + 1)) / (2.0 * bands);
      basis_[k * bands_ + b] = scale * std::cos(angle);
    }
  }
}

void Mfcc::apply(std::span<const float> log_mel, std::span<float> coefficients) const {
  for (std::size_t k = 0; k < coefficients.size(); ++k) {
    const double* row = basis_.data() + k * bands_;
    coefficients[k] =
        static_cast<float>(sum(bands_, [&](std::size_t b) { return row[b] * log_mel[b]; }));
  }
}

}  // namespace emovox::features
