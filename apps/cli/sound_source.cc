#include "cli/sound_source.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <vector>

#include "audio/limits.h"
#include "audio/microphone.h"
#include "command/command.h"

namespace emovox::cli {
namespace {

constexpr const char* kInput = "standard input";

class MicrophoneSource : public SoundSource {
 public:
  explicit MicrophoneSource(const std::string& wanted)
      : microphone_(audio::Microphone::open(wanted)) {}

  int sample_rate() const override { return microphone_.sample_rate(); }

  std::size_t read(std::span<float> block) override {
    constexpr int kBlocksPerSecond = 20;
    const auto count =
        std::min(block.size(), static_cast<std::size_t>(sample_rate() / kBlocksPerSecond));
    microphone_.read(block.first(count));
    return count;
  }

  void close() override {
    if (microphone_.losses() == 0) return;
    throw Error(ErrorCode::io, microphone_.name(),
                "sound was lost " + std::to_string(microphone_.losses()) + " times",
                "must be a machine fast enough for live audio");
  }

 private:
  audio::Microphone microphone_;
};

class RawSource : public SoundSource {
 public:
  RawSource(int descriptor, const RawSamples& format)
      : descriptor_(descriptor), format_(format), size_(command::bytes_of(format.encoding)) {
    if (audio::is_supported_rate(format.rate)) return;
    throw Error(ErrorCode::invalid_argument, "--rate", std::to_string(format.rate) + " Hz",
                audio::kSupportedRates);
  }

  int sample_rate() const override { return format_.rate; }

  std::size_t read(std::span<float> block) override {
    std::size_t count = 0;
    while (count == 0) {
      const std::size_t kept = bytes_.size();
      bytes_.resize(size_ * block.size());
      const ssize_t got = ::read(descriptor_, bytes_.data() + kept, bytes_.size() - kept);
      const int problem = errno;
      bytes_.resize(kept + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
      if (got == 0 || (got < 0 && problem == EINTR)) return 0;
      if (got < 0) throw Error(ErrorCode::io, kInput, std::strerror(problem), "must be readable");
      count = bytes_.size() / size_;
    }
    decode(block.first(count));
    return count;
  }

  void close() override {
    if (bytes_.empty()) return;
    throw Error(ErrorCode::corrupt_data, kInput, "ends within a sample",
                "must be whole samples of " + std::to_string(size_) + " bytes (--encoding)");
  }

 private:
  void decode(std::span<float> samples) {
    command::decode_samples(std::as_bytes(std::span(bytes_)), format_.encoding, samples);
    bytes_.erase(bytes_.begin(),
                 bytes_.begin() + static_cast<std::ptrdiff_t>(size_ * samples.size()));
    audio::check_samples(samples, samples_read_, format_.rate, ErrorCode::corrupt_data, kInput);
    samples_read_ += samples.size();
  }

  int descriptor_;
  RawSamples format_;
  std::size_t size_;  // bytes of a sample
  std::vector<char> bytes_;
  std::uint64_t samples_read_ = 0;  // samples
};

class RecordingSource : public SoundSource {
 public:
  RecordingSource(const std::string& path, const AudioOptions& options)
      : reader_(AudioReader::open(path, options)) {}

  int sample_rate() const override { return reader_.sample_rate(); }
  std::size_t read(std::span<float> block) override { return reader_.read(block); }

 private:
  AudioReader reader_;
};

}  // namespace

std::unique_ptr<SoundSource> open_microphone(const std::string& wanted) {
  return std::make_unique<MicrophoneSource>(wanted);
}

std::unique_ptr<SoundSource> open_raw_input(int descriptor, const RawSamples& format) {
  return std::make_unique<RawSource>(descriptor, format);
}

std::unique_ptr<SoundSource> open_recording(const std::string& path, const AudioOptions& options) {
  return std::make_unique<RecordingSource>(path, options);
}

}  // namespace emovox::cli
