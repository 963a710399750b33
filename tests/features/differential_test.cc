// Compares the whole front end on every instruction set of the machine with its definitions, for
// random and extreme signals of lengths around the hop and the group of frames.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include "emovox/features.h"
#include "features/front_end_reference.h"
#include "kernels/every_target.h"

namespace emovox {
namespace {

using Samples = std::vector<float>;

Samples noise(std::size_t length, unsigned seed, float scale) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal(0.0F, 0.3F);
  Samples samples(length);
  for (float& sample : samples) sample = std::clamp(normal(random), -1.0F, 1.0F) * scale;
  return samples;
}

/// The largest difference from the definition: absolute + relative · |value|.
struct Bounds {
  double absolute = 0.0;
  double relative = 0.0;
};

// log_mel: two units in the last place of a float32 near 100 dB. mfcc: sums of such errors.
Bounds bounds_of(const std::string& name) {
  if (name.starts_with("log_mel")) return {.absolute = 2e-5};
  if (name.starts_with("mfcc")) return {.absolute = 1e-4, .relative = 1e-6};
  if (name == "zcr" || name == "rolloff") return {};
  return {.absolute = 1e-30, .relative = 1e-6};
}

void expect_near(const Features& got, const Features& expected, const FeatureOptions& options) {
  for (const FeatureSet set : {FeatureSet::log_mel, FeatureSet::lld}) {
    const std::vector<std::string> names = feature_names(set, options);
    ASSERT_EQ(got[set].frames, expected[set].frames);
    for (std::size_t i = 0; i < expected[set].values.size(); ++i) {
      const std::string& name = names[i % names.size()];
      const double value = expected[set].values[i];
      const auto [absolute, relative] = bounds_of(name);
      ASSERT_LE(std::abs(got[set].values[i] - value), absolute + relative * std::abs(value))
          << name << " of frame " << i / names.size() << " is " << got[set].values[i] << ", not "
          << value;
    }
  }
}

void expect_definition(const Samples& samples, const FeatureOptions& options = {}) {
  const Features expected = reference_features(samples, options);
  kernels::for_every_target([&] {
    FeatureExtractor extractor(options);
    extractor.push(samples);
    expect_near(extractor.finish(), expected, options);
  });
}

TEST(Differential, NoiseOfLengthsAroundHopsAndGroups) {
  for (const std::size_t hops : {0, 1, 2, 3, 4, 7, 8, 9, 15, 16, 17}) {
    for (const std::size_t more : {1, 2, 159}) {
      SCOPED_TRACE(testing::Message() << hops << " hops and " << more << " samples");
      expect_definition(noise(160 * hops + more, static_cast<unsigned>(hops), 1.0F));
    }
  }
}

TEST(Differential, NoiseOfAnyLoudness) {
  using Limits = std::numeric_limits<float>;
  for (const float scale : {Limits::denorm_min() * 1000, Limits::min(), 1e-20F, 1e-6F, 1e-3F, 1e3F,
                            1e30F, Limits::max()}) {
    SCOPED_TRACE(scale);
    expect_definition(noise(2000, 11, scale));
  }
}

TEST(Differential, SilenceAndImpulses) {
  expect_definition(Samples(2000, 0.0F));
  expect_definition(Samples(1, 1.0F));
  for (const std::size_t at : {0, 1, 199, 200, 777, 1999}) {
    SCOPED_TRACE(at);
    Samples click = noise(2000, 3, 1e-4F);  // noise, so that no roll-off is a tie of equal bins
    click[at] = 1.0F;
    expect_definition(click);
  }
}

TEST(Differential, LoudThenQuietNeighboursInAGroup) {
  Samples samples = noise(3000, 4, 1.0F);
  for (std::size_t n = 700; n < 1500; ++n) samples[n] = 0.0F;
  for (std::size_t n = 1500; n < samples.size(); ++n) samples[n] *= 1e-7F;
  FeatureOptions options;
  options.top_db = 1000.0;  // nothing is hidden by the floor
  expect_definition(samples, options);
}

TEST(Differential, OtherOptions) {
  FeatureOptions wide;
  wide.sample_rate = 48000;
  wide.window_length = 1200;
  wide.hop_length = 480;
  wide.fft_length = 2048;
  wide.mel_bands = 80;
  wide.mel_low = 40.0;
  wide.mel_high = 20000.0;
  wide.mfcc_count = 20;
  wide.delta_width = 5;
  expect_definition(noise(4000, 5, 1.0F), wide);

  FeatureOptions tiny;
  tiny.window_length = 2;
  tiny.hop_length = 3;
  tiny.fft_length = 4;
  tiny.mel_bands = 3;
  tiny.mfcc_count = 2;
  tiny.delta_width = 3;
  expect_definition(noise(50, 6, 1.0F), tiny);
}

}  // namespace
}  // namespace emovox
