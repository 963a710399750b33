// A whole recording → features: resample → push → finish. The same path as pieces take.
#include "emovox/audio.h"
#include "emovox/error.h"
#include "emovox/features.h"

namespace emovox {

Features extract_features(const Audio& audio, const FeatureOptions& options,
                          std::span<const FeatureSet> sets) {
  if (audio.sample_rate <= 0) {
    throw Error(ErrorCode::invalid_argument, "extract_features",
                "sample rate of " + std::to_string(audio.sample_rate) + " Hz",
                "must be above 0 Hz");
  }
  FeatureExtractor extractor(options, sets);
  if (audio.sample_rate == options.sample_rate) {
    extractor.push(audio.samples);
  } else {
    extractor.push(resample(audio, options.sample_rate).samples);
  }
  return extractor.finish();
}

}  // namespace emovox
