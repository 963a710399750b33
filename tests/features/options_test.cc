#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "emovox/error.h"
#include "emovox/features.h"

namespace emovox {
namespace {

TEST(FeatureNames, HaveTheDocumentedCountAndOrder) {
  const auto log_mel = feature_names(FeatureSet::log_mel);
  const auto lld = feature_names(FeatureSet::lld);
  EXPECT_EQ(feature_dims(FeatureSet::log_mel), 64U);
  EXPECT_EQ(feature_dims(FeatureSet::lld), 45U);
  ASSERT_EQ(log_mel.size(), 64U);
  ASSERT_EQ(lld.size(), 45U);
  EXPECT_EQ(log_mel.front(), "log_mel_1");
  EXPECT_EQ(log_mel.back(), "log_mel_64");
  EXPECT_EQ(lld[0], "mfcc_1");
  EXPECT_EQ(lld[12], "mfcc_13");
  EXPECT_EQ(lld[13], "mfcc_delta_1");
  EXPECT_EQ(lld[26], "mfcc_delta2_1");
  EXPECT_EQ(
      std::vector(lld.begin() + 39, lld.end()),
      (std::vector<std::string>{"zcr", "rms", "centroid", "bandwidth", "flatness", "rolloff"}));
}

TEST(FeatureNames, NameTheColumnsOfProsody) {
  EXPECT_EQ(feature_dims(FeatureSet::prosody), 5U);
  EXPECT_EQ(
      feature_names(FeatureSet::prosody),
      (std::vector<std::string>{"pitch", "pitch_delta", "voicing", "energy", "energy_delta"}));
}

TEST(FeatureNames, FollowTheOptions) {
  FeatureOptions options;
  options.mel_bands = 40;
  options.mfcc_count = 20;
  for (const FeatureSet set : kFeatureSets) {
    EXPECT_EQ(feature_names(set, options).size(), feature_dims(set, options));
  }
  EXPECT_EQ(feature_dims(FeatureSet::lld, options), 66U);
}

TEST(FeatureOptions, DefaultsAreValid) { EXPECT_NO_THROW(validate({})); }

template <class Value>
void expect_refused(Value FeatureOptions::*field, Value value, const std::string& name) {
  FeatureOptions options;
  options.*field = value;
  try {
    validate(options);
    ADD_FAILURE() << name << " = " << value << " was accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    const std::string message = error.what();
    EXPECT_TRUE(message.starts_with("FeatureOptions." + name + ": is ")) << message;
    EXPECT_NE(message.find("; must be "), std::string::npos) << message;
  }
}

TEST(FeatureOptions, EveryFieldIsChecked) {
  constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
  for (const int rate : {0, -1, 1 << 30}) {
    expect_refused(&FeatureOptions::sample_rate, rate, "sample_rate");
  }
  for (const int length : {0, 399, 514, -2}) {
    expect_refused(&FeatureOptions::window_length, length, "window_length");
  }
  for (const int hop : {0, -160, 1 << 30}) {
    expect_refused(&FeatureOptions::hop_length, hop, "hop_length");
  }
  for (const int fft : {0, 500, -512, 1 << 30}) {
    expect_refused(&FeatureOptions::fft_length, fft, "fft_length");
  }
  for (const int bands : {0, -1, 258}) {
    expect_refused(&FeatureOptions::mel_bands, bands, "mel_bands");
  }
  for (const int count : {0, 65}) expect_refused(&FeatureOptions::mfcc_count, count, "mfcc_count");
  for (const int width : {1, 8, -9, 1001}) {
    expect_refused(&FeatureOptions::delta_width, width, "delta_width");
  }
  for (const double hz : {-1.0, 8000.0, kNan}) {
    expect_refused(&FeatureOptions::mel_low, hz, "mel_low");
  }
  for (const double hz : {0.0, 8001.0, kNan}) {
    expect_refused(&FeatureOptions::mel_high, hz, "mel_high");
  }
  for (const double db : {-1.0, kNan, std::numeric_limits<double>::infinity()}) {
    expect_refused(&FeatureOptions::top_db, db, "top_db");
  }
  for (const double share : {0.0, 1.0, kNan}) {
    expect_refused(&FeatureOptions::rolloff, share, "rolloff");
  }
  for (const double hz : {0.0, 19.9, -60.0, 2000.0, kNan}) {
    expect_refused(&FeatureOptions::pitch_low, hz, "pitch_low");
  }
  for (const double hz : {60.0, 59.0, 2000.1, kNan, std::numeric_limits<double>::infinity()}) {
    expect_refused(&FeatureOptions::pitch_high, hz, "pitch_high");
  }
}

// Only prosody needs a sample rate of 8 times the highest pitch.
TEST(FeatureOptions, ProsodyNeedsARateOfEightTimesTheHighestPitch) {
  FeatureOptions options;
  options.sample_rate = 3999;
  options.mel_high = 1900.0;
  EXPECT_NO_THROW(validate(options));
  EXPECT_THROW(validate(options, kFeatureSets), Error);
  options.sample_rate = 4000;
  EXPECT_NO_THROW(validate(options, kFeatureSets));
}

TEST(FeatureExtractor, RefusesOptionsAsValidateDoes) {
  FeatureOptions options;
  options.hop_length = 0;
  EXPECT_THROW(FeatureExtractor{options}, Error);
}

}  // namespace
}  // namespace emovox
