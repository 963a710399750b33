// Stage "log_mel": power spectrum → mel bands in decibels.
//
// Mel: band b is a triangle over the frequencies m(b), m(b+1), m(b+2), evenly spaced on the Slaney
// mel scale (linear below 1 kHz, logarithmic above), of area 1:
// weight(f) = 2 / (m(b+2) - m(b)) · max(0, min((f - m(b)) / (m(b+1) - m(b)),
//                                              (m(b+2) - f) / (m(b+2) - m(b+1)))).
// Follows librosa.filters.mel(htk=False, norm="slaney").
//
// Decibel: dB(p) = 10 log10(max(1e-10, p)), and no value of an utterance lies more than top_db
// below its maximum. Follows librosa.power_to_db(S, ref=1.0, amin=1e-10, top_db).
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emovox/features.h"

namespace emovox::features {

double hz_to_mel(double hz);
double mel_to_hz(double mel);

/// The triangles' weights, from the first to the last bin that is not 0. Immutable.
class MelFilterbank {
 public:
  explicit MelFilterbank(const FeatureOptions& options);

  struct Band {
    std::size_t first_bin = 0;
    std::size_t first_weight = 0;
    std::size_t count = 0;  // of bins and weights
  };

  std::size_t bands() const noexcept { return bands_.size(); }
  const Band& band(std::size_t b) const { return bands_[b]; }

  /// The weights of all bands, one band after the other.
  const double* weights() const noexcept { return weights_.data(); }

 private:
  std::vector<Band> bands_;
  std::vector<double> weights_;
};

inline constexpr double kLeastPower = 1e-10;  // librosa's amin

/// Raises every value of the utterance to at least (its maximum - top_db), in place.
void floor_under_maximum(std::span<float> decibels, double top_db);

}  // namespace emovox::features
