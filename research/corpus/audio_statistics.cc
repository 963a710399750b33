#include "corpus/audio_statistics.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "corpus/checksum.h"
#include "corpus/utterance_audio.h"
#include "emovox/audio.h"

namespace emovox::corpus {

void ClipCounter::add(std::span<const float> samples) {
  for (const float sample : samples) {
    const bool near_full_scale = std::fabs(sample) >= kNearFullScale;
    run_ = !near_full_scale ? 0 : sample == last_ ? run_ + 1 : 1;
    if (run_ == kClippedRun) ++peaks_;
    last_ = sample;
  }
}

AudioStatistics measure_audio(const std::filesystem::path& path) {
  AudioStatistics statistics;
  auto [byte_hash, reader] = open_recording(path);
  statistics.byte_hash = std::move(byte_hash);
  statistics.sample_rate = reader.sample_rate();
  std::vector<float> block(1 << 14);
  Hash samples;
  ClipCounter clips;
  while (const std::size_t count = reader.read(block)) {
    const std::span<const float> read = std::span(block).first(count);
    for (const float sample : read) statistics.peak = std::max(statistics.peak, std::fabs(sample));
    samples.add(std::as_bytes(read));
    clips.add(read);
    statistics.samples += count;
  }
  statistics.sample_hash = samples.hex();
  statistics.clipped_peaks = clips.peaks();
  return statistics;
}

}  // namespace emovox::corpus
