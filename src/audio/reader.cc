// AudioReader: interleaved frames → one channel → check → wanted rate, a block at a time. Whole
// recordings are read by it too, so that there is one path from bytes to samples.
#include <algorithm>
#include <string>
#include <utility>

#include "audio/byte_source.h"
#include "audio/container.h"
#include "audio/decoder.h"
#include "audio/limits.h"
#include "audio/resampler.h"
#include "emovox/audio.h"
#include "emovox/error.h"
#include "text/number.h"

namespace emovox {
namespace {

constexpr std::size_t kBlock = 65536;  // samples of all channels decoded at once

/// interleaved [n, channels] → mono [n]
void pick_channel(std::span<const float> frames, std::size_t channels, Channel channel,
                  std::span<float> mono) {
  if (channel.number > 0) {
    const auto index = static_cast<std::size_t>(channel.number - 1);
    for (std::size_t i = 0; i < mono.size(); ++i) mono[i] = frames[i * channels + index];
    return;
  }
  for (std::size_t i = 0; i < mono.size(); ++i) {
    double sum = 0;
    for (std::size_t c = 0; c < channels; ++c) sum += static_cast<double>(frames[i * channels + c]);
    mono[i] = static_cast<float>(sum / static_cast<double>(channels));
  }
}

}  // namespace

Channel Channel::parse(std::string_view text) {
  if (text == "mix") return mix();
  if (text == "first") return first();
  Channel channel;
  const bool is_number = text::parse_whole(text, channel.number) == std::errc{};
  if (is_number && channel.number >= 1) return channel;
  throw Error(ErrorCode::invalid_argument, "channel '" + std::string(text) + "'", "not a channel",
              "must be mix, first or a number from 1");
}

class AudioReader::Impl {
 public:
  Impl(std::unique_ptr<audio::ByteSource> bytes, const AudioOptions& options, std::string name)
      : name_(std::move(name)),
        channel_(options.channel),
        file_(open(std::move(bytes), options.vorbis)),
        rate_(options.sample_rate == 0 ? file_->sample_rate() : options.sample_rate),
        resampler_(file_->sample_rate(), rate_) {
    check_channel();
    const auto channels = static_cast<std::size_t>(file_->channels());
    frames_.resize(std::max<std::size_t>(1, kBlock / channels) * channels);
  }

  int sample_rate() const noexcept { return rate_; }

  std::optional<double> promised_duration() const noexcept {
    const auto frames = file_->promised_frames();
    if (!frames) return std::nullopt;
    return static_cast<double>(*frames) / file_->sample_rate();
  }

  std::size_t read(std::span<float> block) {
    std::size_t done = 0;
    while (done < block.size()) {
      if (next_ == ready_.size() && !refill()) break;
      const std::size_t count = std::min(block.size() - done, ready_.size() - next_);
      std::copy_n(ready_.begin() + static_cast<std::ptrdiff_t>(next_), count,
                  block.begin() + static_cast<std::ptrdiff_t>(done));
      next_ += count;
      done += count;
    }
    return done;
  }

 private:
  std::unique_ptr<audio::Decoder> open(std::unique_ptr<audio::ByteSource> bytes,
                                       bool vorbis) const {
    if (!vorbis && audio::is_ogg_vorbis(*bytes)) {
      throw Error(ErrorCode::unsupported, name_, "is Ogg Vorbis, which is not accepted here",
                  "must be WAV, FLAC, Opus, MP3 or AIFF");
    }
    return audio::open_decoder(std::move(bytes), name_);
  }

  void check_channel() const {
    if (channel_.number >= 0 && channel_.number <= file_->channels()) return;
    throw Error(ErrorCode::invalid_argument, name_, "no channel " + std::to_string(channel_.number),
                "must be mix, first or 1 to " + std::to_string(file_->channels()));
  }

  /// Decodes one more block into ready_; false at the end of the recording.
  bool refill() {
    ready_.clear();
    next_ = 0;
    while (ready_.empty() && !ended_) {
      const std::size_t count = file_->read(frames_);
      mono_.resize(count);
      pick_channel(frames_, static_cast<std::size_t>(file_->channels()), channel_, mono_);
      audio::check_samples(mono_, read_, file_->sample_rate(), ErrorCode::corrupt_data, name_);
      read_ += count;
      resampler_.push(mono_, ready_);
      ended_ = count == 0;
      if (ended_) resampler_.finish(ready_);
    }
    return !ready_.empty();
  }

  std::string name_;
  Channel channel_;
  std::unique_ptr<audio::Decoder> file_;
  int rate_;  // Hz
  audio::Resampler resampler_;
  std::vector<float> frames_;  // [n, channels]
  std::vector<float> mono_;    // [n], at the file's rate
  std::vector<float> ready_;   // samples at rate_; those from next_ on are not returned yet
  std::size_t next_ = 0;
  std::uint64_t read_ = 0;  // mono samples before the current block
  bool ended_ = false;
};

AudioReader::AudioReader(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AudioReader::AudioReader(AudioReader&&) noexcept = default;
AudioReader& AudioReader::operator=(AudioReader&&) noexcept = default;
AudioReader::~AudioReader() = default;

AudioReader AudioReader::open(const std::filesystem::path& path, const AudioOptions& options) {
  return AudioReader(std::make_unique<Impl>(audio::open_bytes(path), options, path.string()));
}

AudioReader AudioReader::from_memory(std::vector<std::byte> bytes, const AudioOptions& options,
                                     std::string_view name) {
  return AudioReader(
      std::make_unique<Impl>(audio::own_bytes(std::move(bytes)), options, std::string(name)));
}

int AudioReader::sample_rate() const noexcept { return impl_->sample_rate(); }

std::optional<double> AudioReader::promised_duration() const noexcept {
  return impl_->promised_duration();
}

std::size_t AudioReader::read(std::span<float> block) { return impl_->read(block); }

// --- Whole recordings ----------------------------------------------------------------------------

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
