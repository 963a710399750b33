// Properties of the features of any signal: pieces, lengths, shifts, scales, extremes.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include "allocation_count.h"
#include "emovox/error.h"
#include "emovox/features.h"
#include "kernels/every_target.h"

namespace emovox {
namespace {

using Samples = std::vector<float>;

Samples noise(std::size_t length, float scale = 0.1F) {
  std::mt19937 random(5);
  std::normal_distribution<float> normal(0.0F, scale);
  Samples samples(length);
  for (float& sample : samples) sample = normal(random);
  return samples;
}

/// 100 Hz.
Samples square_wave(std::size_t length, float scale) {
  Samples samples(length);
  for (std::size_t n = 0; n < length; ++n) samples[n] = n / 80 % 2 == 0 ? scale : -scale;
  return samples;
}

/// All sets of the whole signal.
Features whole(const Samples& samples, const FeatureOptions& options = {}) {
  FeatureExtractor extractor(options, kFeatureSets);
  extractor.push(samples);
  return extractor.finish();
}

void expect_same(const Features& a, const Features& b) {
  ASSERT_EQ(a.frames(), b.frames());
  for (const FeatureSet set : kFeatureSets) EXPECT_EQ(a[set].values, b[set].values);
}

void expect_finite(const Features& features) {
  for (const FeatureSet set : kFeatureSets) {
    const auto& values = features[set].values;
    EXPECT_EQ(values.size(), features.frames() * feature_dims(set));
    EXPECT_TRUE(
        std::all_of(values.begin(), values.end(), [](float v) { return std::isfinite(v); }));
  }
}

template <class NextLength>
Features in_pieces(const Samples& samples, const FeatureOptions& options, NextLength next_length) {
  FeatureExtractor extractor(options, kFeatureSets);
  std::span<const float> rest(samples);
  while (!rest.empty()) {
    const std::size_t length = std::min<std::size_t>(next_length(), rest.size());
    extractor.push(rest.first(length));
    rest = rest.subspan(length);
  }
  return extractor.finish();
}

TEST(FeatureExtractor, ResultDoesNotDependOnThePieces) {
  const Samples samples = noise(20011);
  kernels::for_every_target([&] {
    const Features expected = whole(samples);
    expect_same(in_pieces(samples, {}, [] { return 1; }), expected);
    for (unsigned seed = 0; seed < 8; ++seed) {
      std::mt19937 random(seed);
      std::uniform_int_distribution<int> length(0, 40 << seed);
      expect_same(in_pieces(samples, {}, [&] { return length(random); }), expected);
    }
  });
}

// In each of these beginnings of the signal, a frame has other neighbours in its group or another
// lane.
TEST(FeatureExtractor, AFrameDoesNotDependOnOtherFrames) {
  const Samples samples = noise(160 * 40);
  kernels::for_every_target([&] {
    const Features all = whole(samples);
    for (std::size_t frames = 4; frames < 38; ++frames) {
      const Features some = whole({samples.begin(), samples.begin() + 160 * frames});
      for (std::size_t t = 0; t + 3 < frames; ++t) {  // where both see the same samples
        const auto statistics = [&](const Features& f) { return f.lld.frame(t).last(6); };
        EXPECT_TRUE(std::ranges::equal(all.log_mel.frame(t), some.log_mel.frame(t))) << t;
        EXPECT_TRUE(std::ranges::equal(statistics(all), statistics(some))) << t;
      }
    }
  });
}

TEST(FeatureExtractor, AFrameDoesNotDependOnOtherFramesForLongHops) {
  FeatureOptions options;
  options.hop_length = 1000;
  const Samples samples = noise(9999);
  const Features expected = whole(samples, options);
  EXPECT_EQ(expected.frames(), 10U);
  for (const int length : {1, 7, 600, 999, 1001}) {
    expect_same(in_pieces(samples, options, [=] { return length; }), expected);
  }
}

TEST(FeatureExtractor, HasAFrameForEveryStartedHop) {
  for (const std::size_t length : {1, 2, 159, 160, 161, 199, 200, 201, 399, 400, 1600, 16385}) {
    EXPECT_EQ(whole(noise(length)).frames(), 1 + length / 160) << length << " samples";
  }
}

TEST(FeatureExtractor, HasNoFramesWithoutSamples) {
  const Features none = whole({});
  EXPECT_EQ(none.frames(), 0U);
  EXPECT_EQ(none.log_mel.dims, 64U);
  EXPECT_EQ(none.lld.dims, 45U);
  EXPECT_EQ(none.prosody.dims, 5U);
}

// The bits of a set do not depend on which other sets are computed. lld needs log_mel.
TEST(FeatureExtractor, ComputesOnlyTheRequestedSets) {
  const Samples samples = noise(8000);
  using Sets = std::vector<FeatureSet>;
  using enum FeatureSet;
  kernels::for_every_target([&] {
    const Features all = whole(samples);
    for (const Sets& asked : {Sets{log_mel}, Sets{lld}, Sets{prosody}, Sets{prosody, log_mel},
                              Sets{lld, prosody}, Sets{prosody, lld, log_mel}}) {
      const Features some = extract_features({samples, 16000}, {}, asked);
      EXPECT_EQ(some.frames(), 51U);
      for (const FeatureSet set : kFeatureSets) {
        const bool there = std::ranges::count(asked, set) > 0 ||
                           (set == log_mel && std::ranges::count(asked, lld) > 0);
        EXPECT_EQ(some[set].values, there ? all[set].values : Samples()) << to_name(set);
        EXPECT_EQ(some[set].frames, there ? 51U : 0U) << to_name(set);
      }
    }
  });
  const Features usual = extract_features({samples, 16000});
  EXPECT_EQ(usual.prosody.frames, 0U);
  EXPECT_EQ(usual.lld.values, whole(samples).lld.values);
}

TEST(FeatureExtractor, RefusesAnEmptyListOfSets) {
  EXPECT_THROW(FeatureExtractor({}, std::span<const FeatureSet>()), Error);
}

TEST(FeatureExtractor, StartsANewUtteranceAfterFinish) {
  FeatureExtractor extractor({}, kFeatureSets);
  extractor.push(noise(777, 1.0F));
  extractor.finish();
  EXPECT_EQ(extractor.finish().frames(), 0U);
  extractor.push(noise(3000));
  expect_same(extractor.finish(), whole(noise(3000)));
}

TEST(FeatureExtractor, DoublingTheAmplitudeAddsSixDecibels) {
  FeatureOptions unfloored;
  unfloored.top_db = 1000.0;
  const Features one = whole(noise(4000), unfloored);
  const Features two = whole(noise(4000, 0.2F), unfloored);
  for (std::size_t i = 0; i < one.log_mel.values.size(); ++i) {
    EXPECT_NEAR(two.log_mel.values[i] - one.log_mel.values[i], 20.0 * std::log10(2.0), 1e-4);
  }
}

TEST(FeatureExtractor, ValuesAreAtLeastTheMaximumMinusTopDb) {
  Samples samples = noise(8000);
  std::fill(samples.begin() + 4000, samples.end(), 0.0F);
  const auto& values = whole(samples).log_mel.values;
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  EXPECT_FLOAT_EQ(*most - *least, 80.0F);
}

TEST(FeatureExtractor, AHopOfLeadingSilenceShiftsTheFrames) {
  const Samples samples = noise(8000);
  Samples later(160, 0.0F);
  later.insert(later.end(), samples.begin(), samples.end());
  kernels::for_every_target([&] {
    const Features a = whole(samples);
    const Features b = whole(later);
    ASSERT_EQ(b.frames(), a.frames() + 1);
    for (std::size_t t = 4; t + 4 < a.frames(); ++t) {  // deltas reach four frames
      EXPECT_TRUE(std::ranges::equal(a.log_mel.frame(t), b.log_mel.frame(t + 1))) << t;
      EXPECT_TRUE(std::ranges::equal(a.lld.frame(t), b.lld.frame(t + 1))) << t;
    }
  });
}

TEST(FeatureExtractor, SilenceIsFinite) {
  const Features silence = whole(Samples(4000, 0.0F));
  expect_finite(silence);
  for (const float value : silence.log_mel.values) EXPECT_FLOAT_EQ(value, -100.0F);
}

// No amplitude is refused: every finite float32 gives finite features.
TEST(FeatureExtractor, AnyFiniteAmplitudeIsFinite) {
  using Limits = std::numeric_limits<float>;
  for (const float scale : {Limits::denorm_min(), Limits::min(), 1e-30F, 1e30F, Limits::max()}) {
    SCOPED_TRACE(scale);
    Samples samples = noise(2000, 1.0F);
    for (float& sample : samples) sample = std::clamp(sample, -1.0F, 1.0F) * scale;
    kernels::for_every_target([&] {
      expect_finite(whole(samples));
      expect_finite(whole(Samples(2000, scale)));
      expect_finite(whole(Samples(1, -scale)));
      expect_finite(whole(square_wave(2000, scale)));
    });
  }
}

TEST(FeatureExtractor, RefusesNonFiniteSamplesAndKeepsEarlierOnes) {
  using Limits = std::numeric_limits<float>;
  const Samples samples = noise(2000);
  FeatureExtractor extractor({}, kFeatureSets);
  extractor.push(samples);
  for (const float bad : {Limits::infinity(), -Limits::infinity(), Limits::quiet_NaN()}) {
    Samples piece = noise(500);
    piece[499] = bad;
    EXPECT_THROW(extractor.push(piece), Error);
  }
  expect_same(extractor.finish(), whole(samples));
}

TEST(ExtractFeatures, EqualsPushAndFinish) {
  const Samples samples = noise(5000);
  expect_same(extract_features({samples, 16000}, {}, kFeatureSets), whole(samples));
}

TEST(ExtractFeatures, ResamplesOtherRates) {
  EXPECT_EQ(extract_features({noise(8000), 8000}).frames(), 101U);
}

TEST(ExtractFeatures, RefusesInvalidSampleRates) {
  EXPECT_THROW(extract_features({noise(100), 0}), Error);
}

// --- Frames as soon as they are ready ------------------------------------------------------------

void append(FrameMatrix& to, const FrameMatrix& frames) {
  to.values.insert(to.values.end(), frames.values.begin(), frames.values.end());
  to.frames += frames.frames;
  to.dims = frames.dims;
}

/// Polls after every piece; checks that each frame comes with the piece that completes it.
template <class NextLength>
LiveFrames polled(FeatureExtractor& extractor, const Samples& samples, NextLength next_length) {
  LiveFrames all;
  std::size_t pushed = 0;
  while (pushed < samples.size()) {
    const std::size_t length = std::min<std::size_t>(next_length(), samples.size() - pushed);
    extractor.push(std::span(samples).subspan(pushed, length));
    pushed += length;
    const LiveFrames some = extractor.poll();
    EXPECT_EQ(some.first, all.log_mel.frames);
    append(all.log_mel, some.log_mel);
    append(all.statistics, some.statistics);
    append(all.energy, some.energy);
    EXPECT_EQ(all.log_mel.frames, pushed < 200 ? 0 : 1 + (pushed - 200) / 160);
  }
  return all;
}

/// Live frames after the floor of finish(), 80 dB under the maximum.
std::vector<float> floored(const FrameMatrix& live, const FrameMatrix& final, std::size_t column) {
  float most = final.frame(0)[column];
  for (std::size_t t = 0; t < final.frames; ++t) most = std::max(most, final.frame(t)[column]);
  std::vector<float> values = live.values;
  for (float& value : values) value = std::max(value, static_cast<float>(most - 80.0));
  return values;
}

std::vector<float> columns(const FrameMatrix& matrix, std::size_t first, std::size_t frames) {
  std::vector<float> values;
  for (std::size_t t = 0; t < frames; ++t) {
    const auto some = matrix.frame(t).subspan(first);
    values.insert(values.end(), some.begin(), some.end());
  }
  return values;
}

// The second half is 120 dB quieter, so that the floor matters.
TEST(LiveFrames, EqualTheFramesOfTheUtteranceForAnyPieces) {
  Samples samples = noise(9000);
  for (std::size_t n = 4000; n < samples.size(); ++n) samples[n] *= 1e-6F;
  FeatureExtractor extractor({}, kFeatureSets);
  const Features expected = whole(samples);
  const float most = *std::ranges::max_element(expected.log_mel.values);
  for (unsigned seed = 0; seed < 8; ++seed) {
    std::mt19937 random(seed);
    std::uniform_int_distribution<int> length(1, 20 << seed);
    const LiveFrames live = polled(extractor, samples, [&] { return length(random); });
    expect_same(extractor.finish(), expected);
    const std::size_t frames = live.log_mel.frames;
    EXPECT_EQ(frames, 56);
    std::vector<float> log_mel = live.log_mel.values;
    EXPECT_LT(*std::ranges::min_element(log_mel), most - 80.0F);  // before the floor
    for (float& value : log_mel) value = std::max(value, static_cast<float>(most - 80.0));
    EXPECT_TRUE(std::ranges::equal(log_mel, std::span(expected.log_mel.values).first(64 * frames)));
    EXPECT_EQ(live.statistics.values, columns(expected.lld, 39, frames));
    const std::vector<float> energies = floored(live.energy, expected.prosody, 3);
    for (std::size_t t = 0; t < frames; ++t) EXPECT_EQ(energies[t], expected.prosody.frame(t)[3]);
  }
}

TEST(LiveFrames, AreEmptyForSetsThatAreNotRequested) {
  const FeatureSet log_mel[] = {FeatureSet::log_mel}, prosody[] = {FeatureSet::prosody};
  FeatureExtractor spectrum({}, log_mel), voice({}, prosody);
  spectrum.push(noise(2000));
  voice.push(noise(2000));
  const LiveFrames bands = spectrum.poll(), energies = voice.poll();
  EXPECT_EQ(bands.frames(), 12);
  EXPECT_EQ(bands.log_mel.dims, 64);
  EXPECT_EQ(bands.statistics.frames + bands.energy.frames, 0);
  EXPECT_EQ(energies.frames(), 12);
  EXPECT_EQ(energies.energy.dims, 1);
  EXPECT_EQ(energies.log_mel.frames + energies.statistics.frames, 0);
}

TEST(LiveFrames, AreReturnedOnceAndRestartAfterFinish) {
  FeatureExtractor extractor;
  EXPECT_EQ(extractor.poll().frames(), 0);
  extractor.push(noise(1000));
  EXPECT_EQ(extractor.poll().frames(), 6);
  EXPECT_EQ(extractor.poll().frames(), 0);
  EXPECT_EQ(extractor.finish().frames(), 7);
  extractor.push(noise(500));
  const LiveFrames next = extractor.poll();
  EXPECT_EQ(next.first, 0);
  EXPECT_EQ(next.frames(), 2);
}

TEST(FeatureTables, AreSharedByManyExtractors) {
  const Samples samples = noise(3000);
  FeatureOptions options;
  options.mel_bands = 40;
  const FeatureTables tables(options);
  FeatureExtractor one(tables, kFeatureSets), other(tables, kFeatureSets);
  one.push(samples);
  other.push(samples);
  expect_same(one.finish(), whole(samples, options));
  expect_same(other.finish(), whole(samples, options));
  expect_same(extract_features({samples, 16000}, tables, kFeatureSets), whole(samples, options));
  options.hop_length = 0;
  EXPECT_THROW(FeatureTables{options}, Error);
}

// --- Allocations ---------------------------------------------------------------------------------

// A frame allocates nothing but its rows, which grow by doubling.

TEST(FeatureExtractor, AllocatesOnlyTheRowsOfAFrame) {
  const std::vector<float> hop(160, 0.1F);
  FeatureExtractor extractor;
  extractor.push(hop);
  const std::size_t before = allocation_count();
  for (int t = 0; t < 4096; ++t) extractor.push(hop);
  EXPECT_LE(allocation_count() - before, 2 * 13);  // both matrices double up to 4096 rows
}

TEST(FeatureExtractor, AllocatesOnlyTheFramesForThePitch) {
  const std::vector<float> hop(160, 0.1F);
  FeatureExtractor extractor({}, kFeatureSets);
  for (int t = 0; t < 20; ++t) extractor.push(hop);  // buffers have their sizes now
  const std::size_t before = allocation_count();
  for (int t = 20; t < 4096; ++t) extractor.push(hop);
  EXPECT_LE(allocation_count() - before, 4 * 9);  // matrices and frames double from 16 rows on
}

TEST(FeatureExtractor, AllocatesAWholeRecordingAtOnce) {
  const std::vector<float> samples(160 * 4096, 0.1F);
  FeatureExtractor extractor;
  extractor.push(samples);
  extractor.finish();  // the buffer has its size now
  const std::size_t before = allocation_count();
  extractor.push(samples);
  EXPECT_LE(allocation_count() - before, 2);  // one for each matrix
}

}  // namespace
}  // namespace emovox
