#include "features/warp.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "emovox/error.h"
#include "features/front_end.h"
#include "features/log_mel.h"

namespace emovox::features {
namespace {

/// The value of a warped band: (1 - share_above) · band `below` + share_above · the next band.
struct Reading {
  std::size_t below = 0;
  float share_above = 0.0f;
};

std::vector<Reading> readings(double factor, const FeatureOptions& options) {
  const double low = hz_to_mel(options.mel_low);
  const double step = (hz_to_mel(options.mel_high) - low) / (options.mel_bands + 1);
  const auto last = static_cast<double>(options.mel_bands - 1);
  std::vector<Reading> table;
  for (int band = 0; band < options.mel_bands; ++band) {
    const double centre = mel_to_hz(low + step * (band + 1));  // Hz
    const double position = (hz_to_mel(centre / factor) - low) / step - 1.0;
    const double inside = std::clamp(position, 0.0, last);
    const double below = std::min(std::floor(inside), std::max(last - 1.0, 0.0));
    table.push_back({static_cast<std::size_t>(below), static_cast<float>(inside - below)});
  }
  return table;
}

void warp_spectrum(FrameMatrix& log_mel, const std::vector<Reading>& table) {
  std::vector<float> original(log_mel.dims + 1);  // one more, so that every band has a next one
  for (std::size_t t = 0; t < log_mel.frames; ++t) {
    const auto frame = log_mel.frame(t);
    std::ranges::copy(frame, original.begin());
    original.back() = frame.back();
    for (std::size_t band = 0; band < frame.size(); ++band) {
      const auto [below, share] = table[band];
      frame[band] = (1.0f - share) * original[below] + share * original[below + 1];
    }
  }
}

}  // namespace

Features warp_vocal_tract(const Features& features, double factor, const FeatureTables& tables) {
  const FeatureOptions& options = tables.options();
  if (!(factor > 0.0) || !std::isfinite(factor)) {
    throw Error(ErrorCode::invalid_argument, "vocal tract warp",
                "a factor of " + std::to_string(factor), "must be positive");
  }
  Features warped = features;
  warp_spectrum(warped.log_mel, readings(factor, options));
  if (warped.lld.frames == 0) return warped;
  tables.front_end()->derive_cepstra(warped.log_mel, warped.lld);
  const auto scale = static_cast<float>(factor);
  const auto highest = static_cast<float>(options.sample_rate) / 2.0f;  // Hz
  const std::size_t statistics = 3 * static_cast<std::size_t>(options.mfcc_count);
  for (std::size_t t = 0; t < warped.lld.frames; ++t) {
    const auto values = warped.lld.frame(t).subspan(statistics);  // zcr, rms, then these:
    values[2] *= scale;                                           // centroid
    values[3] *= scale;                                           // bandwidth
    values[5] = std::min(values[5] * scale, highest);             // roll-off
  }
  return warped;
}

}  // namespace emovox::features
