#include "corpus/audio_statistics.h"

#include <gtest/gtest.h>

#include "corpus/make_wav.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

std::size_t clipped(const std::vector<float>& samples) {
  ClipCounter counter;
  counter.add(samples);
  return counter.peaks();
}

TEST(ClipCounter, CountsRunsOfEqualSamplesAtFullScale) {
  EXPECT_EQ(clipped({0.5f, 1.0f, 1.0f, 1.0f, 0.5f}), 1u);
  EXPECT_EQ(clipped({-1.0f, -1.0f, -1.0f, -1.0f, 0.0f, 1.0f, 1.0f, 1.0f}), 2u);
  EXPECT_EQ(clipped({1.0f, 1.0f, 0.5f, 1.0f, 1.0f}), 0u);
  EXPECT_EQ(clipped({0.99f, 1.0f, 0.99f}), 0u);
  EXPECT_EQ(clipped({0.5f, 0.5f, 0.5f, 0.5f}), 0u);
  EXPECT_EQ(clipped({1.0f, 1.0f, -1.0f, -1.0f}), 0u);
}

TEST(ClipCounter, DoesNotDependOnThePieces) {
  ClipCounter counter;
  for (const float sample : {1.0f, 1.0f, 1.0f, 0.0f}) counter.add(std::vector<float>{sample});
  EXPECT_EQ(counter.peaks(), 1u);
}

TEST(Listen, MeasuresAFile) {
  const test::TemporaryFolder folder;
  std::vector<std::int16_t> samples = tone(440.0, 40000);
  samples[100] = -16384;
  const AudioStatistics statistics = measure_audio(folder.write("a.wav", wav_of(samples, 8000)));
  EXPECT_EQ(statistics.samples, 40000u);
  EXPECT_EQ(statistics.sample_rate, 8000);
  EXPECT_DOUBLE_EQ(statistics.duration(), 5.0);
  EXPECT_FLOAT_EQ(statistics.peak, 0.5f);
  EXPECT_EQ(statistics.clipped_peaks, 0u);
}

TEST(Listen, HashesBytesAndSamplesSeparately) {
  const test::TemporaryFolder folder;
  const std::string chunk = "PAD " + little_endian(4, 4) + "abcd";
  const AudioStatistics plain = measure_audio(folder.write("a.wav", wav_of(tone(440.0))));
  const AudioStatistics padded =
      measure_audio(folder.write("b.wav", wav_of(tone(440.0), 16000, chunk)));
  const AudioStatistics other = measure_audio(folder.write("c.wav", wav_of(tone(441.0))));
  EXPECT_NE(plain.byte_hash, padded.byte_hash);
  EXPECT_EQ(plain.sample_hash, padded.sample_hash);
  EXPECT_NE(plain.sample_hash, other.sample_hash);
}

}  // namespace
}  // namespace emovox::corpus
