// The other documented formats: encoded samples are decoded exactly, or within the loss of the
// format.
#include <gtest/gtest.h>
#include <sndfile.h>

#include <algorithm>
#include <cmath>

#include "audio/sounds.h"

namespace emovox::testing {
namespace {

struct Format {
  const char* name;
  int code;
  int rate;           // Hz
  double snr_db;      // at least
  std::size_t slack;  // samples by which the length may differ
};

void PrintTo(const Format& format, std::ostream* out) { *out << format.name; }

class Formats : public ::testing::TestWithParam<Format> {
 protected:
  std::vector<float> sound_ = sine(440, GetParam().rate, static_cast<std::size_t>(GetParam().rate));
  Bytes bytes_ = encode(sound_, 1, GetParam().rate, GetParam().code);
};

TEST_P(Formats, RoundTrip) {
  const Audio audio = decode_audio(bytes_);
  EXPECT_EQ(audio.sample_rate, GetParam().rate);
  EXPECT_NEAR(static_cast<double>(audio.samples.size()), static_cast<double>(sound_.size()),
              static_cast<double>(GetParam().slack));
  EXPECT_GE(snr_db(sound_, audio.samples), GetParam().snr_db);
}

TEST_P(Formats, PathMemoryAndBlocksAgree) {
  const TempFile file(bytes_);
  for (const int rate : {0, 16000}) {
    const AudioOptions options{.sample_rate = rate};
    const Audio whole = load_audio(file.path(), options);
    EXPECT_EQ(whole.samples, decode_audio(bytes_, options).samples);
    AudioReader reader = AudioReader::from_memory(bytes_, options);
    std::vector<float> pieces;
    std::vector<float> block(777);
    while (const std::size_t got = reader.read(block)) {
      pieces.insert(pieces.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(got));
    }
    EXPECT_EQ(whole.samples, pieces);
    EXPECT_EQ(whole.sample_rate, reader.sample_rate());
  }
}

TEST_P(Formats, ChannelsKeepTheirOrder) {
  const std::vector<float> left = sine(300, GetParam().rate, 20000);
  const std::vector<float> right = sine(500, GetParam().rate, 20000);
  std::vector<float> both;
  for (std::size_t i = 0; i < left.size(); ++i) {
    both.push_back(left[i]);
    both.push_back(right[i]);
  }
  const Bytes stereo = encode(both, 2, GetParam().rate, GetParam().code);
  const double enough = GetParam().snr_db - 12;  // joint coding costs some
  EXPECT_GE(snr_db(left, decode_audio(stereo, {.channel = Channel::first()}).samples), enough);
  EXPECT_GE(snr_db(right, decode_audio(stereo, {.channel = {2}}).samples), enough);
}

INSTANTIATE_TEST_SUITE_P(
    All, Formats,
    ::testing::Values(Format{"flac16", SF_FORMAT_FLAC | SF_FORMAT_PCM_16, 16000, 85, 0},
                      Format{"flac24", SF_FORMAT_FLAC | SF_FORMAT_PCM_24, 44100, 130, 0},
                      Format{"vorbis", SF_FORMAT_OGG | SF_FORMAT_VORBIS, 44100, 25, 0},
                      Format{"opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, 48000, 22, 0},
                      Format{"mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, 44100, 25, 2304},
                      Format{"aiff16", SF_FORMAT_AIFF | SF_FORMAT_PCM_16, 22050, 85, 0},
                      Format{"aiff_float", SF_FORMAT_AIFF | SF_FORMAT_FLOAT, 22050, 200, 0},
                      Format{"rf64", SF_FORMAT_RF64 | SF_FORMAT_PCM_16, 16000, 85, 0},
                      Format{"w64", SF_FORMAT_W64 | SF_FORMAT_PCM_24, 16000, 130, 0},
                      Format{"wav_big_endian", SF_ENDIAN_BIG | SF_FORMAT_WAV | SF_FORMAT_PCM_16,
                             16000, 85, 0},
                      Format{"ima_adpcm", SF_FORMAT_WAV | SF_FORMAT_IMA_ADPCM, 16000, 25, 1024}),
    [](const auto& instance) { return instance.param.name; });

TEST(Gsm, MonoRoundTrip) {
  const std::vector<float> sound = sine(440, 8000, 8000);
  const Audio audio = decode_audio(encode(sound, 1, 8000, SF_FORMAT_WAV | SF_FORMAT_GSM610));
  EXPECT_NEAR(static_cast<double>(audio.samples.size()), 8000, 320);
  EXPECT_GE(snr_db(sound, audio.samples), 5);
}

TEST(Mp3, SkipsTagsBeforeAndAfterTheAudio) {
  const std::vector<float> sound = sine(440, 44100, 44100);
  const Bytes mp3 = encode(sound, 1, 44100, SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III);
  Bytes tagged;
  put(tagged, std::string_view("ID3\x03\x00\x00\x00\x00\x02\x00", 10));  // 256 bytes follow
  put(tagged, std::string(256, '\0'));
  tagged.insert(tagged.end(), mp3.begin(), mp3.end());
  put(tagged, "TAG");
  put(tagged, std::string(125, ' '));
  EXPECT_EQ(decode_audio(tagged).samples, decode_audio(mp3).samples);
}

}  // namespace
}  // namespace emovox::testing
