// Bytes that are not a recording: each gives one clear error, and nothing on standard error.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sndfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <limits>

#include "audio/sounds.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;

const std::vector<int> kSamples(400, 1000);

void expect_error(const Bytes& bytes, ErrorCode code, const char* part, AudioOptions options = {}) {
  ::testing::internal::CaptureStderr();
  const Error error = error_of([&] { decode_audio(bytes, options, "x.wav"); });
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "") << part;
  EXPECT_EQ(error.code(), code) << error.what();
  EXPECT_THAT(error.what(), ::testing::StartsWith("x.wav: "));
  EXPECT_THAT(error.what(), HasSubstr(part));
  EXPECT_THAT(error.what(), HasSubstr("; "));
}

Bytes text(std::string_view content) {
  Bytes bytes;
  put(bytes, content);
  return bytes;
}

TEST(BadInput, MissingAndUnreadablePaths) {
  EXPECT_EQ(error_of([] { load_audio("/no/such/file.wav"); }).code(), ErrorCode::not_found);
  const std::filesystem::path folder = std::filesystem::temp_directory_path();
  const Error error = error_of([&] { load_audio(folder); });
  EXPECT_EQ(error.code(), ErrorCode::io);
  EXPECT_THAT(error.what(), HasSubstr("is a folder; must be an audio file"));
  EXPECT_EQ(error_of([] { load_audio("/dev/null"); }).code(), ErrorCode::io);
}

TEST(BadInput, APipeWithoutAWriterDoesNotBlock) {
  const TempFile place({});
  std::filesystem::remove(place.path());
  ASSERT_EQ(mkfifo(place.path().c_str(), 0600), 0);
  EXPECT_EQ(error_of([&] { load_audio(place.path()); }).code(), ErrorCode::io);
}

TEST(BadInput, EmptyAndForeignBytes) {
  expect_error({}, ErrorCode::corrupt_data, "empty (0 bytes); give WAV, FLAC");
  expect_error(text("dear diary, this is not a recording at all, only words and words\n"),
               ErrorCode::corrupt_data,
               "not audio that libsndfile can read (Format not recognised.); give WAV");
  expect_error(text("R"), ErrorCode::corrupt_data, "not audio");
  expect_error(text("\xFF\xFB\x90\x64" + std::string(3000, 'x')), ErrorCode::corrupt_data, "MPEG");
  expect_error(text("ID3\x03" + std::string(3000, '\1')), ErrorCode::corrupt_data, "MPEG");
}

TEST(BadInput, KnownFormatsWithoutADecoderAreNamed) {
  const Bytes wma = riff({format_chunk({.tag = 0x161}), chunk("data", pcm16(kSamples))});
  expect_error(wma, ErrorCode::unsupported, "WAV with codec 0x0161");
  const WavHead head{.tag = 0x161, .extensible = true};
  expect_error(riff({format_chunk(head), chunk("data", pcm16(kSamples))}), ErrorCode::unsupported,
               "WAV with codec 0x0161");
  expect_error(text(std::string("\0\0\0\x20"
                                "ftypM4A ",
                                12) +
                    std::string(500, '\0')),
               ErrorCode::unsupported, "MP4 or M4A");
  expect_error(text("\x1A\x45\xDF\xA3" + std::string(500, '\0')), ErrorCode::unsupported, "WebM");
  expect_error(text("\xFF\xF1\x50\x80" + std::string(500, '\0')), ErrorCode::unsupported, "AAC");
  Bytes ogg = text(std::string("OggS\0\2", 6) + std::string(20, '\0') + "\1\x1E\x80theora");
  put(ogg, std::string(60, '\0'));
  expect_error(ogg, ErrorCode::unsupported, "Ogg with a codec other");
}

TEST(BadInput, TruncatedHeadersAreRefused) {
  const Bytes whole = wav16(kSamples);
  for (const std::size_t size : {12U, 20U, 30U, 36U, 40U, 44U}) {
    expect_error({whole.begin(), whole.begin() + size}, ErrorCode::corrupt_data, "");
  }
  const Bytes flac = encode(sine(440, 16000, 16000), 1, 16000, SF_FORMAT_FLAC | SF_FORMAT_PCM_16);
  expect_error({flac.begin(), flac.begin() + 20}, ErrorCode::corrupt_data, "not audio");
}

TEST(BadInput, TruncatedSamplesAreRefused) {
  Bytes wav = wav16(kSamples);
  wav.resize(wav.size() - 400);
  expect_error(wav, ErrorCode::corrupt_data,
               "cut off: 400 bytes of samples, but the header announces 800; must be complete");
  for (const int format : {SF_FORMAT_AIFF, SF_FORMAT_FLAC}) {
    Bytes bytes = encode(sine(440, 16000, 16000), 1, 16000, format | SF_FORMAT_PCM_16);
    bytes.resize(bytes.size() / 2);
    expect_error(bytes, ErrorCode::corrupt_data, "must be complete");
  }
}

TEST(BadInput, AcceptsASizeThatCountsTheHeader) {
  Bytes wav = wav16(kSamples);
  wav.resize(wav.size() - 44);
  EXPECT_EQ(decode_audio(wav).samples.size(), kSamples.size() - 22);
}

TEST(BadInput, TruncatedOggAndMp3GiveTheSamplesThatTheyHave) {
  for (const int format :
       {SF_FORMAT_OGG | SF_FORMAT_VORBIS, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III}) {
    Bytes bytes = encode(sine(440, 44100, 441000), 1, 44100, format);
    bytes.resize(bytes.size() / 2);
    ::testing::internal::CaptureStderr();
    Audio audio;
    EXPECT_NO_THROW(audio = decode_audio(bytes));
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "");
    EXPECT_GT(audio.samples.size(), 100000U);
    EXPECT_LT(audio.samples.size(), 400000U);
  }
}

TEST(BadInput, NonFiniteSamplesAreNamedByTheirTime) {
  for (const float bad : {NAN, INFINITY, -INFINITY, 1e30F}) {
    std::vector<float> sound(160000, 0.1F);
    sound[120000] = bad;
    expect_error(float_wav(sound), ErrorCode::corrupt_data, "the sample at 7.500000 s is");
    expect_error(float_wav(sound), ErrorCode::corrupt_data, "7.500000", {.sample_rate = 8000});
  }
}

TEST(BadInput, ChannelsAndRatesOutsideTheirRange) {
  const Bytes wav = wav16(kSamples);
  expect_error(wav, ErrorCode::invalid_argument, "no channel 2; must be mix, first or 1 to 1",
               {.channel = {2}});
  expect_error(wav, ErrorCode::invalid_argument, "no channel -1", {.channel = {-1}});
  EXPECT_EQ(error_of([&] { decode_audio(wav, {.sample_rate = -1}); }).code(),
            ErrorCode::invalid_argument);
  expect_error(wav16(kSamples, {.rate = 1}), ErrorCode::unsupported, "a sample rate of 1 Hz; must");
  expect_error(wav16(kSamples, {.rate = 10000000}), ErrorCode::unsupported, "10000000 Hz");
  expect_error(wav16(kSamples, {.rate = 0}), ErrorCode::corrupt_data, "");
  expect_error(wav16(std::vector<int>(2020, 5), {.channels = 1010}), ErrorCode::unsupported,
               "1010 channels; must be 1 to 1000");
  expect_error(wav16(std::vector<int>(8000, 5), {.channels = 4000}), ErrorCode::corrupt_data,
               "channels");
}

}  // namespace
}  // namespace emovox::testing
