// Channel and AudioReader: channels, rates, blocks, and the memory of three hours.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/resource.h>

#include <cmath>

#include "audio/sounds.h"
#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox::testing {
namespace {

using ::testing::ElementsAre;

const std::vector<int> kThree{16384, 8192, 0, -32768, 0, 16384};  // [2, 3]

std::vector<float> decoded(Channel channel) {
  return decode_audio(wav16(kThree, {.channels = 3}), {.channel = channel}).samples;
}

TEST(AudioReader, ReadsTheRequestedChannel) {
  EXPECT_THAT(decoded(Channel::mix()), ElementsAre(0.25F, static_cast<float>(-0.5 / 3)));
  EXPECT_THAT(decoded(Channel::first()), ElementsAre(0.5F, -1.0F));
  EXPECT_THAT(decoded({2}), ElementsAre(0.25F, 0.0F));
  EXPECT_THAT(decoded({3}), ElementsAre(0.0F, 0.5F));
}

TEST(AudioReader, MixOfOneChannelEqualsThatChannel) {
  const std::vector<float> sound = sine(440, 16000, 1000, 0.1);
  EXPECT_EQ(decode_audio(float_wav(sound)).samples, sound);
}

TEST(AudioReader, ResamplesLikeResample) {
  const std::vector<float> sound = sine(440, 44100, 30000);
  const Bytes bytes = float_wav(sound, 44100);
  const Audio wanted = resample({sound, 44100}, 16000);
  const Audio audio = decode_audio(bytes, {.sample_rate = 16000});
  EXPECT_EQ(audio.sample_rate, 16000);
  EXPECT_EQ(audio.samples, wanted.samples);
}

TEST(AudioReader, SamplesDoNotDependOnBlockSizes) {
  const Bytes bytes = float_wav(sine(440, 44100, 10000), 44100);
  const std::vector<float> whole = decode_audio(bytes, {.sample_rate = 16000}).samples;
  for (const std::size_t size : {1U, 2U, 160U, 3628U, 3629U, 10000U}) {
    AudioReader reader = AudioReader::from_memory(bytes, {.sample_rate = 16000});
    std::vector<float> block(size);
    std::vector<float> pieces;
    while (const std::size_t got = reader.read(block)) {
      if (got < size) {
        EXPECT_EQ(pieces.size() + got, whole.size()) << "a short block before the end";
      }
      pieces.insert(pieces.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
    }
    EXPECT_EQ(pieces, whole) << size;
    EXPECT_EQ(reader.read(block), 0U) << "after the end";
  }
}

TEST(AudioReader, ReturnsTheDurationFromTheHeader) {
  const Bytes bytes = float_wav(sine(440, 44100, 22050), 44100);
  const AudioReader reader = AudioReader::from_memory(bytes, {.sample_rate = 16000});
  ASSERT_TRUE(reader.promised_duration().has_value());
  EXPECT_DOUBLE_EQ(*reader.promised_duration(), 0.5);
}

TEST(AudioReader, KeepsItsPositionWhenMoved) {
  const std::vector<float> sound = sine(440, 16000, 100);
  AudioReader first = AudioReader::from_memory(float_wav(sound));
  std::vector<float> block(50);
  ASSERT_EQ(first.read(block), 50U);
  AudioReader second = std::move(first);
  ASSERT_EQ(second.read(block), 50U);
  EXPECT_EQ(block.back(), sound.back());
}

long peak_memory_kib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

TEST(AudioReader, ReadsThreeHoursInBoundedMemory) {
  // A sparse file: 3 h of 16-bit zeros at 16 kHz are 345.6 MB, of which only the header takes disk
  // space.
  const std::uint64_t count = 3ULL * 3600 * 16000;
  Bytes head = riff({format_chunk({})});
  put(head, "data");
  put(head, count * 2, 4);
  const TempFile file(head);
  std::filesystem::resize_file(file.path(), head.size() + count * 2);
  const long before = peak_memory_kib();
  AudioReader reader = AudioReader::open(file.path());
  EXPECT_DOUBLE_EQ(reader.promised_duration().value_or(0), 10800.0);
  std::vector<float> block(16000);
  std::uint64_t total = 0;
  while (const std::size_t got = reader.read(block)) total += got;
  EXPECT_EQ(total, count);
  EXPECT_LT(peak_memory_kib() - before, 16 * 1024);
}

TEST(Channel, ParsesMixFirstAndNumbers) {
  EXPECT_EQ(Channel::parse("mix").number, 0);
  EXPECT_EQ(Channel::parse("first").number, 1);
  EXPECT_EQ(Channel::parse("1").number, 1);
  EXPECT_EQ(Channel::parse("12").number, 12);
}

TEST(Channel, RefusesOtherText) {
  for (const char* text :
       {"", "0", "-1", "+1", "1.5", "2 ", " 2", "left", "Mix", "99999999999", "1x"}) {
    try {
      Channel::parse(text);
      ADD_FAILURE() << "accepted '" << text << "'";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_THAT(error.what(),
                  ::testing::HasSubstr("'" + std::string(text) + "': not a channel; must be mix"));
    }
  }
}

}  // namespace
}  // namespace emovox::testing
