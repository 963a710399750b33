// Every truncation and many byte flips of small recordings: finite samples or emovox::Error, little
// memory, and silence on standard error.
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/resource.h>

#include <chrono>
#include <cmath>

#include "audio/sounds.h"

namespace emovox::testing {
namespace {

constexpr std::size_t kMostSamples = 10'000'000;

class Hostile : public ::testing::Test {
 protected:
  void SetUp() override { ::testing::internal::CaptureStderr(); }
  void TearDown() override {
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_GT(read_, 0) << "nothing was readable: this tests nothing";
    EXPECT_GT(refused_, 0) << "nothing was refused: this tests nothing";
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
#ifndef __SANITIZE_ADDRESS__
    EXPECT_LT(usage.ru_maxrss, 256 * 1024) << "KiB at most";
#endif
  }

  void try_one(const Bytes& bytes, const AudioOptions& options) {
    try {
      const Audio audio = decode_audio(bytes, options);
      ASSERT_LT(audio.samples.size(), kMostSamples);
      for (const float sample : audio.samples) ASSERT_TRUE(std::isfinite(sample));
      ++read_;
    } catch (const Error& error) {
      ASSERT_NE(error.code(), ErrorCode::internal) << error.what();
      ++refused_;
    }
  }

  void truncate_everywhere(const Bytes& whole, std::size_t step = 1) {
    for (std::size_t size = 0; size <= whole.size(); size += step) {
      SCOPED_TRACE(size);
      try_one({whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)}, {});
    }
    try_one(whole, {});
  }

  void flip(Bytes bytes, std::size_t first, std::size_t last, std::size_t step, bool resampled) {
    for (std::size_t at = first; at < std::min(last, bytes.size()); at += step) {
      for (const unsigned pattern : {0x01U, 0x80U, 0x55U, 0xFFU}) {
        SCOPED_TRACE("byte " + std::to_string(at) + " xor " + std::to_string(pattern));
        bytes[at] ^= static_cast<std::byte>(pattern);
        try_one(bytes, {.sample_rate = resampled && at % 8 == 0 ? 16000 : 0});
        bytes[at] ^= static_cast<std::byte>(pattern);
      }
    }
  }

  int read_ = 0;
  int refused_ = 0;
};

const std::vector<int> kSixtySamples(60, -12345);

TEST_F(Hostile, WavTruncated) { truncate_everywhere(wav16(kSixtySamples)); }

TEST_F(Hostile, WavFlipped) { flip(wav16(kSixtySamples), 0, 1000, 1, true); }

TEST_F(Hostile, ExtensibleWavWithChunksFlipped) {
  Bytes list;
  put(list, "INFOISFT");
  put(list, 4, 4);
  put(list, "emov");
  flip(riff({format_chunk({.channels = 2, .extensible = true}), chunk("LIST", list),
             chunk("data", pcm16(kSixtySamples))}),
       0, 1000, 1, true);
}

TEST_F(Hostile, FloatWavFlipped) { flip(float_wav(sine(440, 16000, 50)), 0, 1000, 1, true); }

TEST_F(Hostile, FlacTruncated) {
  // A file that is cut between two frames is valid except for the length in its header.
  const std::vector<float> sound = sine(440, 16000, 9000);
  truncate_everywhere(encode(sound, 1, 16000, SF_FORMAT_FLAC | SF_FORMAT_PCM_16));
  EXPECT_EQ(read_, 2) << "only the whole file, which is tried twice, is a recording";
}

TEST_F(Hostile, FlacFlipped) {
  const Bytes flac = encode(sine(440, 16000, 3000), 1, 16000, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  flip(flac, 0, 64, 1, false);
  flip(flac, 64, flac.size(), 53, true);
}

TEST_F(Hostile, Mp3Flipped) {
  const Bytes mp3 =
      encode(sine(440, 44100, 20000), 1, 44100, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  flip(mp3, 0, 48, 1, false);
  flip(mp3, 48, mp3.size(), 97, false);
}

TEST_F(Hostile, VorbisFlipped) {
  const Bytes ogg = encode(sine(440, 16000, 8000), 1, 16000, SF_FORMAT_OGG | SF_FORMAT_VORBIS);
  flip(ogg, 0, 100, 1, false);
  flip(ogg, 100, ogg.size(), 101, false);
}

TEST_F(Hostile, AiffFlipped) {
  flip(encode(sine(440, 16000, 60), 1, 16000, SF_FORMAT_AIFF | SF_FORMAT_PCM_16), 0, 1000, 1,
       false);
}

}  // namespace
}  // namespace emovox::testing
