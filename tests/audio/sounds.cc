#include "audio/sounds.h"

#include <gtest/gtest.h>
#include <sndfile.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <bit>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <numbers>

#ifdef __SANITIZE_ADDRESS__
// libsndfile 1.2 leaks libvorbis's description of a stream whose headers it refuses.
extern "C" const char* __lsan_default_suppressions() { return "leak:vorbis_info_init\n"; }
#endif

namespace emovox::testing {

void put(Bytes& bytes, std::uint64_t value, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(static_cast<std::byte>(value >> (8 * i) & 0xFF));
}

void put(Bytes& bytes, std::string_view text) {
  for (const char letter : text) bytes.push_back(static_cast<std::byte>(letter));
}

Bytes chunk(std::string_view name, const Bytes& content) {
  Bytes bytes;
  put(bytes, name);
  put(bytes, content.size(), 4);
  bytes.insert(bytes.end(), content.begin(), content.end());
  if (content.size() % 2 == 1) put(bytes, 0, 1);
  return bytes;
}

Bytes format_chunk(const WavHead& head) {
  const int block = head.channels * head.bits / 8;
  Bytes bytes;
  put(bytes, head.extensible ? 0xFFFE : static_cast<std::uint64_t>(head.tag), 2);
  put(bytes, static_cast<std::uint64_t>(head.channels), 2);
  put(bytes, static_cast<std::uint64_t>(head.rate), 4);
  put(bytes, static_cast<std::uint64_t>(head.rate) * static_cast<std::uint64_t>(block), 4);
  put(bytes, static_cast<std::uint64_t>(block), 2);
  put(bytes, static_cast<std::uint64_t>(head.bits), 2);
  if (head.extensible) {
    put(bytes, 22, 2);
    put(bytes, static_cast<std::uint64_t>(head.bits), 2);
    put(bytes, 0, 4);  // no speaker positions
    put(bytes, static_cast<std::uint64_t>(head.tag), 2);
    put(bytes, std::string_view("\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71", 14));
  }
  return chunk("fmt ", bytes);
}

Bytes riff(const std::vector<Bytes>& chunks) {
  Bytes body;
  put(body, "WAVE");
  for (const Bytes& one : chunks) body.insert(body.end(), one.begin(), one.end());
  Bytes bytes;
  put(bytes, "RIFF");
  put(bytes, body.size(), 4);
  bytes.insert(bytes.end(), body.begin(), body.end());
  return bytes;
}

Bytes pcm16(std::span<const int> samples) {
  Bytes bytes;
  for (const int sample : samples) put(bytes, static_cast<std::uint64_t>(sample) & 0xFFFF, 2);
  return bytes;
}

Bytes wav16(std::span<const int> samples, const WavHead& head) {
  return riff({format_chunk(head), chunk("data", pcm16(samples))});
}

Bytes float_wav(std::span<const float> samples, int rate) {
  Bytes data;
  for (const float sample : samples) put(data, std::bit_cast<std::uint32_t>(sample), 4);
  return riff({format_chunk({.tag = 3, .rate = rate, .bits = 32}), chunk("data", data)});
}

std::vector<float> sine(double frequency, int rate, std::size_t count, double amplitude) {
  std::vector<float> samples(count);
  for (std::size_t i = 0; i < count; ++i) {
    const double phase = 2 * std::numbers::pi * frequency * static_cast<double>(i) / rate;
    samples[i] = static_cast<float>(amplitude * std::sin(phase));
  }
  return samples;
}

Bytes encode(std::span<const float> samples, int channels, int rate, int format) {
  struct Sink {
    Bytes bytes;
    sf_count_t position = 0;
  } sink;
  SF_VIRTUAL_IO io{};
  io.get_filelen = [](void* p) {
    return static_cast<sf_count_t>(std::ssize(static_cast<Sink*>(p)->bytes));
  };
  io.tell = [](void* p) { return static_cast<Sink*>(p)->position; };
  io.seek = [](sf_count_t offset, int whence, void* p) {
    auto& to = *static_cast<Sink*>(p);
    const sf_count_t base = whence == SEEK_SET   ? 0
                            : whence == SEEK_CUR ? to.position
                                                 : static_cast<sf_count_t>(to.bytes.size());
    return to.position = base + offset;
  };
  io.read = [](void* into, sf_count_t count, void* p) {
    auto& to = *static_cast<Sink*>(p);
    const sf_count_t got = std::min(count, static_cast<sf_count_t>(to.bytes.size()) - to.position);
    if (got <= 0) return sf_count_t{0};
    std::memcpy(into, to.bytes.data() + to.position, static_cast<std::size_t>(got));
    to.position += got;
    return got;
  };
  io.write = [](const void* from, sf_count_t count, void* p) {
    auto& to = *static_cast<Sink*>(p);
    const auto end = static_cast<std::size_t>(to.position + count);
    if (to.bytes.size() < end) to.bytes.resize(end);
    std::memcpy(to.bytes.data() + to.position, from, static_cast<std::size_t>(count));
    to.position += count;
    return count;
  };
  SF_INFO facts{};
  facts.channels = channels;
  facts.samplerate = rate;
  facts.format = format;
  SNDFILE* file = sf_open_virtual(&io, SFM_WRITE, &facts, &sink);
  if (file == nullptr) throw std::runtime_error(sf_strerror(nullptr));
  sf_writef_float(file, samples.data(), static_cast<sf_count_t>(samples.size()) / channels);
  sf_close(file);
  return sink.bytes;
}

TempFile::TempFile(const Bytes& bytes, std::string_view name) {
  static std::atomic<int> next{0};
  path_ =
      std::filesystem::temp_directory_path() / ("emovox-" + std::to_string(::getpid()) + "-" +
                                                std::to_string(next++) + "-" + std::string(name));
  std::ofstream out(path_, std::ios::binary);
  out.write(reinterpret_cast<const char*>(bytes.data()), std::ssize(bytes));
}

TempFile::~TempFile() {
  std::error_code ignored;
  std::filesystem::remove(path_, ignored);
}

Error error_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no emovox::Error was thrown";
  return {ErrorCode::internal, "test", "no error", ""};
}

double snr_db(std::span<const float> signal, std::span<const float> other) {
  double power = 0;
  double noise = 1e-30;
  for (std::size_t i = 0; i < std::min(signal.size(), other.size()); ++i) {
    const double difference = static_cast<double>(signal[i]) - static_cast<double>(other[i]);
    power += static_cast<double>(signal[i]) * static_cast<double>(signal[i]);
    noise += difference * difference;
  }
  return 10 * std::log10(power / noise);
}

}  // namespace emovox::testing
