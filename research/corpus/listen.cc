#include "corpus/listen.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "corpus/hash.h"
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

Heard listen(const std::filesystem::path& path) {
  Heard heard;
  AudioReader reader = AudioReader::open(path);
  heard.sample_rate = reader.sample_rate();
  std::vector<float> block(1 << 14);
  Hash samples;
  ClipCounter clips;
  while (const std::size_t count = reader.read(block)) {
    const std::span<const float> read = std::span(block).first(count);
    for (const float sample : read) heard.peak = std::max(heard.peak, std::fabs(sample));
    samples.add(std::as_bytes(read));
    clips.add(read);
    heard.samples += count;
  }
  heard.sample_hash = samples.hex();
  heard.clipped_peaks = clips.peaks();
  heard.byte_hash = hash_file(path);
  return heard;
}

}  // namespace emovox::corpus
