// Reads whole recordings with an AudioReader, so that there is one path from bytes to
// samples.
#include <utility>

#include "audio/resampler.h"
#include "audio/sample_check.h"
#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox {
namespace {

constexpr std::size_t kStep = 65536;  // samples; the length in the header may be wrong

Audio read_all(AudioReader reader) {
  Audio audio;
  audio.sample_rate = reader.sample_rate();
  for (;;) {
    const std::size_t have = audio.samples.size();
    audio.samples.resize(have + kStep);
    const std::size_t got = reader.read(std::span(audio.samples).subspan(have));
    audio.samples.resize(have + got);
    if (got < kStep) return audio;
  }
}

}  // namespace

Audio load_audio(const std::filesystem::path& path, const AudioOptions& options) {
  return read_all(AudioReader::open(path, options));
}

Audio decode_audio(std::span<const std::byte> bytes, const AudioOptions& options,
                   std::string_view name) {
  return read_all(AudioReader::from_memory({bytes.begin(), bytes.end()}, options, name));
}

Audio resample(const Audio& audio, int sample_rate) {
  audio::Resampler resampler(audio.sample_rate, sample_rate);
  audio::check_samples(audio.samples, 0, audio.sample_rate, ErrorCode::invalid_argument,
                       "resampling");
  Audio result;
  result.sample_rate = sample_rate;
  resampler.push(audio.samples, result.samples);
  resampler.finish(result.samples);
  return result;
}

}  // namespace emovox
