// Stage "mel": power spectrum → mel bands. Band b is a triangle over the frequencies m(b), m(b+1),
// m(b+2), evenly spaced on the Slaney mel scale (linear under 1 kHz, logarithmic above), of area 1:
// weight(f) = 2 / (m(b+2) - m(b)) · max(0, min((f - m(b)) / (m(b+1) - m(b)),
//                                              (m(b+2) - f) / (m(b+2) - m(b+1)))).
// Follows librosa.filters.mel(htk=False, norm="slaney").
#pragma once

#include <cstddef>
#include <vector>

#include "emovox/features.h"

namespace emovox::features {

double hz_to_mel(double hz);
double mel_to_hz(double mel);

/// Triangles kept from their first to their last bin that counts. Immutable.
class MelFilterbank {
 public:
  explicit MelFilterbank(const FeatureOptions& options);

  struct Band {
    std::size_t first_bin = 0;
    std::size_t first_weight = 0;
    std::size_t count = 0;
  };

  std::size_t bands() const noexcept { return bands_.size(); }
  const Band& band(std::size_t b) const { return bands_[b]; }

  /// Of all bands, one after the other.
  const double* weights() const noexcept { return weights_.data(); }

 private:
  std::vector<Band> bands_;
  std::vector<double> weights_;
};

}  // namespace emovox::features
