// Voice activity detection of a whole recording: samples at 16 kHz → band levels → detector →
// segments.
#include <algorithm>
#include <cmath>
#include <span>
#include <string>

#include "emovox/error.h"
#include "emovox/listener.h"
#include "emovox/vad.h"
#include "text/fields.h"
#include "vad/band_levels.h"
#include "vad/detector.h"

namespace emovox {
namespace {

constexpr int kRate = 16000;  // Hz

ListenOptions listen_options(const VoiceActivityOptions& options) {
  text::validate_fields(options, "VoiceActivityOptions");
  ListenOptions listen;
  listen.threshold = options.threshold;
  listen.shortest = options.shortest;
  listen.hangover = options.hangover;
  listen.lead_in = listen.lead_out = 0.0;
  return listen;
}

Audio at_detector_rate(const Audio& audio) {
  if (audio.sample_rate <= 0) {
    throw Error(ErrorCode::invalid_argument, "audio",
                "its sample rate is " + std::to_string(audio.sample_rate), "must be above 0 Hz");
  }
  if (!std::ranges::all_of(audio.samples, [](float sample) { return std::isfinite(sample); })) {
    throw Error(ErrorCode::invalid_argument, "audio", "has a sample that is not finite",
                "must be finite numbers");
  }
  return resample(audio, kRate);
}

}  // namespace

std::vector<VoiceSegment> voice_activity(const Audio& audio, const VoiceActivityOptions& options) {
  vad::Detector detector(listen_options(options));
  const Audio sound = at_detector_rate(audio);
  vad::BandLevels analysis(vad::BandLevels::tables(kRate));
  std::vector<VoiceSegment> segments;
  const auto seconds = [](std::size_t samples) { return static_cast<double>(samples) / kRate; };
  const auto close = [&] {
    const std::size_t end = detector.finder().last_voice() * analysis.hop() + analysis.window();
    segments.push_back({seconds(detector.finder().first_voice() * analysis.hop()),
                        std::min(seconds(end), sound.duration())});
  };

  std::vector<vad::Levels> frames;
  std::span<const float> rest = sound.samples;
  while (
      !rest.empty()) {  // second by second, so that the frames of long audio are never held at once
    const auto piece = rest.first(std::min<std::size_t>(rest.size(), kRate));
    rest = rest.subspan(piece.size());
    frames.clear();
    analysis.push(piece, frames);
    for (const vad::Levels& levels : frames) {
      if (detector.take(levels) == vad::Change::ended) close();
    }
  }
  if (detector.finder().in_utterance()) close();
  return segments;
}

}  // namespace emovox
