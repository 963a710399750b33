#include "audio/decoder.h"

#include <utility>

#include "audio/container.h"
#include "audio/limits.h"
#include "audio/mp3_file.h"
#include "audio/sound_file.h"
#include "emovox/error.h"

namespace emovox::audio {
namespace {

void check_facts(const Decoder& decoder, const std::string& name) {
  if (decoder.channels() < 1 || decoder.channels() > kMaxChannels) {
    throw Error(ErrorCode::unsupported, name, std::to_string(decoder.channels()) + " channels",
                "must be 1 to " + std::to_string(kMaxChannels));
  }
  if (!is_supported_rate(decoder.sample_rate())) {
    throw Error(ErrorCode::unsupported, name,
                "a sample rate of " + std::to_string(decoder.sample_rate()) + " Hz",
                kSupportedRates);
  }
}

}  // namespace

std::unique_ptr<Decoder> open_decoder(std::unique_ptr<ByteSource> bytes, const std::string& name) {
  if (bytes->size() == 0) {
    throw Error(ErrorCode::corrupt_data, name, "empty (0 bytes)", kGiveAudio);
  }
  std::unique_ptr<Decoder> decoder;
  if (is_mpeg_audio(*bytes)) {
    decoder = std::make_unique<Mp3File>(std::move(bytes), name);
  } else {
    decoder = std::make_unique<SoundFile>(std::move(bytes), name);
  }
  check_facts(*decoder, name);
  return decoder;
}

}  // namespace emovox::audio
