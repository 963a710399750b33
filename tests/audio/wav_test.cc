// WAV in every sample format, with the chunks that real recorders write around the samples.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>

#include <bit>
#include <filesystem>

#include "audio/sounds.h"
#include "test_places.h"

namespace emovox::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::FloatNear;
using ::testing::Pointwise;

const std::vector<int> kSevenSamples{0, 1, -1, 16384, -16384, 32767, -32768};
const std::vector<float> kExpected{0,    1 / 32768.0F,        -1 / 32768.0F, 0.5F,
                                   -0.5, 32767.0F / 32768.0F, -1.0F};

Bytes head_and(const std::vector<Bytes>& before, const std::vector<Bytes>& after) {
  std::vector<Bytes> chunks{before};
  chunks.push_back(chunk("data", pcm16(kSevenSamples)));
  chunks.insert(chunks.end(), after.begin(), after.end());
  return riff(chunks);
}

Bytes filler(std::size_t count) { return Bytes(count, std::byte{0x5A}); }

TEST(Wav, Pcm16IsExact) {
  const Audio audio = decode_audio(wav16(kSevenSamples));
  EXPECT_EQ(audio.sample_rate, 16000);
  EXPECT_EQ(audio.samples, kExpected);
}

TEST(Wav, ExtensibleFormatGivesTheSameSamples) {
  EXPECT_EQ(decode_audio(wav16(kSevenSamples, {.extensible = true})).samples, kExpected);
}

TEST(Wav, SkipsUnknownChunks) {
  const Bytes format = format_chunk({});
  EXPECT_EQ(decode_audio(head_and({format, chunk("PAD ", filler(4000))}, {})).samples, kExpected);
  EXPECT_EQ(decode_audio(head_and({chunk("JUNK", filler(28)), format}, {})).samples, kExpected);
  EXPECT_EQ(decode_audio(head_and({format, chunk("odd ", filler(7))}, {})).samples, kExpected);
  EXPECT_EQ(decode_audio(head_and({chunk("bext", filler(602)), format}, {})).samples, kExpected);
  Bytes list;
  put(list, "INFOISFT");
  put(list, 5, 4);
  put(list, std::string_view("emov\0\0", 6));
  EXPECT_EQ(decode_audio(head_and({format, chunk("LIST", list)}, {chunk("LIST", list)})).samples,
            kExpected);
}

TEST(Wav, UnknownSizeOfAPipeWriterReadsToTheEnd) {
  for (const std::uint64_t size : {0xFFFFFFFFULL, 0x7FFFFFFFULL, 0x7FFFF000ULL}) {
    Bytes bytes = riff({format_chunk({})});
    put(bytes, "data");
    put(bytes, size, 4);
    const Bytes samples = pcm16(kSevenSamples);
    bytes.insert(bytes.end(), samples.begin(), samples.end());
    EXPECT_EQ(decode_audio(bytes).samples, kExpected) << size;
  }
}

TEST(Wav, EightBitIsUnsigned) {
  Bytes data;
  put(data, std::string_view("\x80\x00\xFF\xC0", 4));
  const Bytes bytes = riff({format_chunk({.bits = 8}), chunk("data", data)});
  EXPECT_THAT(decode_audio(bytes).samples, ElementsAre(0.0F, -1.0F, 127 / 128.0F, 0.5F));
}

TEST(Wav, Reads24And32BitIntegers) {
  Bytes three;
  for (const std::uint64_t sample : {0x400000ULL, 0xC00000ULL, 1ULL}) put(three, sample, 3);
  EXPECT_THAT(decode_audio(riff({format_chunk({.bits = 24}), chunk("data", three)})).samples,
              ElementsAre(0.5F, -0.5F, 1 / 8388608.0F));
  Bytes four;
  for (const std::uint64_t sample : {0x40000000ULL, 0x80000000ULL}) put(four, sample, 4);
  EXPECT_THAT(decode_audio(riff({format_chunk({.bits = 32}), chunk("data", four)})).samples,
              ElementsAre(0.5F, -1.0F));
}

TEST(Wav, FloatSamplesAreNotScaled) {
  const std::vector<float> samples{0.0F, 0.1F, -1.0F, 1.5F, 1e-20F};
  EXPECT_EQ(decode_audio(float_wav(samples)).samples, samples);
  Bytes data;
  for (const double sample : {0.1, -1.5}) put(data, std::bit_cast<std::uint64_t>(sample), 8);
  const Bytes bytes = riff({format_chunk({.tag = 3, .bits = 64}), chunk("data", data)});
  EXPECT_THAT(decode_audio(bytes).samples, ElementsAre(0.1F, -1.5F));
}

TEST(Wav, ReadsALawAndMuLaw) {
  // G.711's tables: µ-law 0x80 is +32124, 0xFF is 0, 0x00 is -32124; A-law 0xAA is +32256, 0x2A its
  // negative.
  Bytes mu;
  put(mu, std::string_view("\x80\xFF\x00", 3));
  EXPECT_THAT(
      decode_audio(riff({format_chunk({.tag = 7, .rate = 8000, .bits = 8}), chunk("data", mu)}))
          .samples,
      ElementsAre(32124 / 32768.0F, 0.0F, -32124 / 32768.0F));
  Bytes a;
  put(a, std::string_view("\xAA\x2A", 2));
  EXPECT_THAT(
      decode_audio(riff({format_chunk({.tag = 6, .rate = 8000, .bits = 8}), chunk("data", a)}))
          .samples,
      ElementsAre(32256 / 32768.0F, -32256 / 32768.0F));
}

TEST(Wav, AFileWithoutSamplesIsNoError) {
  const Audio audio = decode_audio(riff({format_chunk({}), chunk("data", {})}));
  EXPECT_TRUE(audio.samples.empty());
  EXPECT_EQ(audio.sample_rate, 16000);
  EXPECT_EQ(audio.duration(), 0.0);
}

TEST(Wav, ReadsEmodbFilesWithAPadChunk) {
  const std::filesystem::path folder = emodb_folder();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "EMO-DB is absent: " << folder;
  const std::pair<const char*, std::size_t> files[] = {{"14a07Aa.wav", 32955},
                                                       {"14a07Fd.wav", 33291},
                                                       {"14a07Na.wav", 33537},
                                                       {"14a07Wc.wav", 33016}};
  for (const auto& [name, count] : files) {
    const Audio audio = load_audio(folder / name);
    EXPECT_EQ(audio.samples.size(), count) << name;
    EXPECT_EQ(audio.sample_rate, 16000) << name;
  }
}

}  // namespace
}  // namespace emovox::testing
