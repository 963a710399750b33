// Recordings made for tests: WAV bytes written by hand, other formats encoded by libsndfile in
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox::testing {

using Bytes = std::vector<std::byte>;

struct WavHead {
  int tag = 1;  // 1 PCM, 3 float, 6 A-law, 7 µ-law
  int channels = 1;
  int rate = 16000;  // Hz
  int bits = 16;
  bool extensible = false;
};

/// Little-endian bytes of a number.
void put(Bytes& bytes, std::uint64_t value, int count);
void put(Bytes& bytes, std::string_view text);

Bytes chunk(std::string_view name, const Bytes& content);  // with its pad byte
Bytes format_chunk(const WavHead& head);
Bytes riff(const std::vector<Bytes>& chunks);
Bytes pcm16(std::span<const int> samples);  // content of a data chunk
Bytes wav16(std::span<const int> samples, const WavHead& head = {});
Bytes float_wav(std::span<const float> samples, int rate = 16000);  // mono

std::vector<float> sine(double frequency, int rate, std::size_t count, double amplitude = 0.5);

/// `format`: SF_FORMAT_… of libsndfile; samples [n, channels] interleaved.
Bytes encode(std::span<const float> samples, int channels, int rate, int format);

/// A temporary file, removed by the destructor.
class TempFile {
 public:
  explicit TempFile(const Bytes& bytes, std::string_view name = "sound");
  TempFile(const TempFile&) = delete;
  TempFile& operator=(const TempFile&) = delete;
  ~TempFile();
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// The error that `action` throws; the test fails if it throws none.
Error error_of(const std::function<void()>& action);

/// 10·log10 of signal to difference, over the range where both exist.
double snr_db(std::span<const float> signal, std::span<const float> other);

}  // namespace emovox::testing
