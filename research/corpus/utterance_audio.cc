#include "corpus/utterance_audio.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "audio/byte_source.h"
#include "corpus/checksum.h"
#include "emovox/error.h"
#include "text/number.h"

namespace emovox::corpus {
namespace {

constexpr std::uint64_t kEndOfFile = std::numeric_limits<std::uint64_t>::max();

/// The samples [first, last) of a file.
struct Segment {
  std::size_t utterance = 0;  // index into Manifest::utterances
  std::uint64_t first = 0;
  std::uint64_t last = kEndOfFile;
};

/// The sample nearest to a time. A time after the end of the recording means the end of the file.
std::uint64_t sample_at(double seconds, int sample_rate) {
  constexpr double kMost = 9e18;  // fits into 64 bits
  const double sample = std::round(seconds * sample_rate);
  return sample < kMost ? static_cast<std::uint64_t>(std::max(sample, 0.0)) : kEndOfFile;
}

Segment segment_of(const Utterance& utterance, std::size_t index, int sample_rate) {
  Segment segment{.utterance = index};
  if (utterance.start) segment.first = sample_at(*utterance.start, sample_rate);
  if (utterance.end) segment.last = sample_at(*utterance.end, sample_rate);
  return segment;
}

[[noreturn]] void throw_empty(const std::string& path, const Utterance& utterance,
                              double duration) {
  const std::string start = text::number_text(utterance.start.value_or(0.0));
  const std::string end = utterance.end ? text::number_text(*utterance.end) + " s" : "the end";
  throw Error(ErrorCode::corrupt_data, path,
              "the utterance from " + start + " s to " + end + " holds no sample of the " +
                  std::to_string(duration) + " s",
              "must start and end inside the recording");
}

/// Extracts segments from a recording that is read in blocks. Only the segments that have begun and
/// not yet ended are in memory.
class SegmentCutter {
 public:
  SegmentCutter(std::vector<Segment> segments, int sample_rate, const UtteranceSink& use)
      : segments_(std::move(segments)), sample_rate_(sample_rate), use_(use) {
    std::ranges::stable_sort(segments_, {}, &Segment::first);
  }

  void add(std::span<const float> block) {
    const std::uint64_t end = position_ + block.size();
    for (; next_ < segments_.size() && segments_[next_].first < end; ++next_) {
      open_.push_back({segments_[next_], {}});
    }
    for (OpenSegment& open : open_) append(open, block, end);
    give_until(end);
    position_ = end;
  }

  /// Passes on the segments that the end of the recording shortens. Returns the first utterance
  /// that got no sample, or nothing.
  std::optional<std::size_t> finish() {
    give_until(kEndOfFile);
    if (!empty_ && next_ < segments_.size()) empty_ = segments_[next_].utterance;
    return empty_;
  }

  double duration() const { return static_cast<double>(position_) / sample_rate_; }

 private:
  struct OpenSegment {
    Segment segment;
    std::vector<float> samples;
  };

  void append(OpenSegment& open, std::span<const float> block, std::uint64_t end) const {
    const std::uint64_t first = std::max(open.segment.first, position_);
    const std::uint64_t last = std::min(open.segment.last, end);
    if (first >= last) return;
    const auto part = block.subspan(first - position_, last - first);
    open.samples.insert(open.samples.end(), part.begin(), part.end());
  }

  /// Passes on the open segments that end at or before the sample `end`.
  void give_until(std::uint64_t end) {
    std::vector<OpenSegment> still_open;
    for (OpenSegment& open : open_) {
      if (open.segment.last > end) {
        still_open.push_back(std::move(open));
      } else if (!open.samples.empty()) {
        use_(open.segment.utterance, {std::move(open.samples), sample_rate_});
      } else if (!empty_) {
        empty_ = open.segment.utterance;
      }
    }
    open_ = std::move(still_open);
  }

  std::vector<Segment> segments_;  // by rising start
  int sample_rate_;                // Hz
  const UtteranceSink& use_;
  std::vector<OpenSegment> open_;
  std::size_t next_ = 0;  // the first segment that has not begun
  std::uint64_t position_ = 0;
  std::optional<std::size_t> empty_;
};

}  // namespace

OpenRecording open_recording(const std::filesystem::path& path) {
  const auto source = audio::open_bytes(path);
  std::vector<std::byte> bytes(static_cast<std::size_t>(source->size()));
  bytes.resize(source->read_at(0, bytes));
  std::string hash = hash_bytes(bytes);
  return {std::move(hash), AudioReader::from_memory(std::move(bytes), {}, path.string())};
}

std::vector<AudioFile> audio_files(const Manifest& manifest) {
  std::vector<AudioFile> files;
  std::map<std::filesystem::path, std::size_t> places;
  for (std::size_t i = 0; i < manifest.utterances.size(); ++i) {
    const std::filesystem::path path = manifest.path_of(manifest.utterances[i]);
    const auto [place, added] = places.emplace(path.lexically_normal(), files.size());
    if (added) files.push_back({path, {}});
    files[place->second].utterances.push_back(i);
  }
  return files;
}

std::string read_utterances(const Manifest& manifest, const AudioFile& file,
                            const UtteranceSink& use) {
  constexpr std::size_t kBlock = 1 << 16;  // samples
  const std::string path = file.path.string();
  auto [hash, reader] = open_recording(file.path);
  std::vector<Segment> segments;
  for (const std::size_t i : file.utterances) {
    segments.push_back(segment_of(manifest.utterances.at(i), i, reader.sample_rate()));
  }
  SegmentCutter cutter(std::move(segments), reader.sample_rate(), use);
  std::vector<float> block(kBlock);
  while (const std::size_t count = reader.read(block)) cutter.add(std::span(block).first(count));
  if (const auto empty = cutter.finish()) {
    throw_empty(path, manifest.utterances[*empty], cutter.duration());
  }
  return hash;
}

void for_each_utterance(const Manifest& manifest, const UtteranceSink& use) {
  for (const AudioFile& file : audio_files(manifest)) read_utterances(manifest, file, use);
}

Audio load_utterance(const Manifest& manifest, const Utterance& utterance) {
  const Manifest alone{manifest.folder, {}, {utterance}};
  Audio audio;
  for_each_utterance(alone, [&](std::size_t, Audio read) { audio = std::move(read); });
  return audio;
}

std::string hash_samples(const Audio& audio) {
  return hash_bytes(std::as_bytes(std::span(audio.samples)));
}

}  // namespace emovox::corpus
