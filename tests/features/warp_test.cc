#include "features/warp.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <cmath>

#include "expect_error.h"
#include "features/log_mel.h"

namespace emovox::features {
namespace {

const FeatureTables kTables{FeatureOptions()};

/// Features of 12 frames whose spectrum has one peak, at `hz`.
Features hill(double hz) {
  const FeatureOptions options;
  Features features;
  features.log_mel = {std::vector<float>(12 * 64), 12, 64};
  features.lld = {std::vector<float>(12 * 45, 100.0f), 12, 45};
  const double step = hz_to_mel(options.mel_high) / (options.mel_bands + 1);
  const double centre = hz_to_mel(hz) / step - 1.0;  // in bands
  for (std::size_t t = 0; t < 12; ++t) {
    for (std::size_t band = 0; band < 64; ++band) {
      const double distance = (static_cast<double>(band) - centre) / 4.0;
      features.log_mel.frame(t)[band] =
          static_cast<float>(-60.0 + 50.0 * std::exp(-distance * distance));
    }
  }
  return features;
}

std::ptrdiff_t highest_band(const Features& features) {
  const auto frame = features.log_mel.frame(5);
  return std::ranges::max_element(frame) - frame.begin();
}

TEST(Warp, MovesEveryFrequencyByTheFactor) {
  for (const double factor : {0.88, 0.94, 1.06, 1.12}) {
    const Features warped = warp_vocal_tract(hill(2000.0), factor, kTables);
    EXPECT_NEAR(static_cast<double>(highest_band(warped)),
                static_cast<double>(highest_band(hill(2000.0 * factor))), 1.0)
        << factor;
  }
  EXPECT_NE(highest_band(hill(2000.0)), highest_band(hill(2240.0)));
}

TEST(Warp, FactorOneChangesNothing) {
  Audio voice{std::vector<float>(8000), 16000};
  for (std::size_t n = 0; n < voice.samples.size(); ++n) {
    voice.samples[n] = static_cast<float>(0.3 * std::sin(0.05 * static_cast<double>(n)) +
                                          0.1 * std::sin(0.7 * static_cast<double>(n)));
  }
  const Features plain = extract_features(voice);
  const Features warped = warp_vocal_tract(plain, 1.0, kTables);
  EXPECT_THAT(warped.log_mel.values,
              testing::Pointwise(testing::FloatNear(1e-3f), plain.log_mel.values));
  EXPECT_THAT(warped.lld.values, testing::Pointwise(testing::FloatNear(1e-2f), plain.lld.values));
}

TEST(Warp, ComputesTheDescriptorsFromTheWarpedSpectrum) {
  const Features warped = warp_vocal_tract(hill(2000.0), 1.1, kTables);
  const auto lld = warped.lld.frame(5);
  double mean = 0.0;
  for (const float band : warped.log_mel.frame(5)) mean += band / 8.0;  // √64: the 0th cosine
  EXPECT_NEAR(lld[0], mean, 1e-3);
  EXPECT_NEAR(lld[13], 0.0f, 1e-3f);                       // constant over time
  EXPECT_THAT(lld.subspan(39, 2), testing::Each(100.0f));  // zcr and rms do not change
  EXPECT_NEAR(lld[41], 110.0f, 1e-3f);                     // centroid
  EXPECT_NEAR(lld[42], 110.0f, 1e-3f);                     // bandwidth
  EXPECT_EQ(lld[43], 100.0f);                              // flatness
  EXPECT_NEAR(lld[44], 110.0f, 1e-3f);                     // roll-off
}

TEST(Warp, DoesNotChangeProsody) {
  Features features = hill(2000.0);
  features.prosody = {std::vector<float>(12 * 5, 7.0f), 12, 5};
  EXPECT_EQ(warp_vocal_tract(features, 1.1, kTables).prosody.values, features.prosody.values);
  features.lld = {};
  const Features warped = warp_vocal_tract(features, 1.1, kTables);
  EXPECT_EQ(warped.prosody.values, features.prosody.values);
  EXPECT_EQ(warped.log_mel.values, warp_vocal_tract(hill(2000.0), 1.1, kTables).log_mel.values);
}

TEST(Warp, RefusesInvalidFactors) {
  for (const double factor : {0.0, -1.0, std::nan("")}) {
    EXPECT_ERROR(warp_vocal_tract(hill(1000.0), factor, kTables), invalid_argument, "positive");
  }
}

}  // namespace
}  // namespace emovox::features
