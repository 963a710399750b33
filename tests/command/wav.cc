#include "command/wav.h"

#include <cstring>

namespace emovox::testing {
namespace {

void put(std::string& bytes, std::uint32_t value, int count) {
  for (int i = 0; i < count; ++i) bytes += static_cast<char>(value >> (8 * i));
}

}  // namespace

std::string wav_header(int tag, int rate, int bits, int channels, std::uint32_t bytes) {
  const int frame = bits / 8 * channels;
  std::string header = "RIFF";
  put(header, 36 + bytes, 4);
  header += "WAVEfmt ";
  put(header, 16, 4);
  put(header, static_cast<std::uint32_t>(tag), 2);
  put(header, static_cast<std::uint32_t>(channels), 2);
  put(header, static_cast<std::uint32_t>(rate), 4);
  put(header, static_cast<std::uint32_t>(rate * frame), 4);
  put(header, static_cast<std::uint32_t>(frame), 2);
  put(header, static_cast<std::uint32_t>(bits), 2);
  header += "data";
  put(header, bytes, 4);
  return header;
}

std::string wav_float(std::span<const float> samples, int rate, int channels) {
  std::string data(samples.size_bytes(), '\0');
  if (!data.empty()) std::memcpy(data.data(), samples.data(), data.size());
  return wav_header(3, rate, 32, channels, static_cast<std::uint32_t>(data.size())) + data;
}

}  // namespace emovox::testing
