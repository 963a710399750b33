// Voice activity detection: where in a recording somebody speaks.
#pragma once

#include <vector>

#include "emovox/audio.h"
#include "emovox/export.h"
#include "emovox/fields.h"

namespace emovox {

/// When sound counts as voice. The meanings and defaults are those of ListenOptions, so that the
/// segments are the voiced parts of the utterances that a Listener finds.
struct VoiceActivityOptions {
  double threshold = 1.8;  // dB above the background noise, mean of eight bands; 0.5 to 60
  double shortest = 0.25;  // seconds of voice that a segment must have; 0.01 to 1
  double hangover = 0.6;   // seconds without voice that end a segment; 0.05 to 10

  bool operator==(const VoiceActivityOptions&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("threshold", self.threshold,
          {"dB above the background noise (mean of eight bands) from which a frame counts as voice",
           Range::from(0.5).to(60.0), "dB"});
    visit("shortest", self.shortest,
          {"Seconds of voice that a segment must have", Range::from(0.01).to(1.0), "seconds"});
    visit("hangover", self.hangover,
          {"Seconds without voice after which a segment ends", Range::from(0.05).to(10.0),
           "seconds"});
  }
};

/// A part of a recording in which somebody speaks.
struct VoiceSegment {
  double start = 0.0;  // seconds from the recording's start
  double end = 0.0;    // seconds from the recording's start

  bool operator==(const VoiceSegment&) const = default;
};

/// The segments of voice in order of time; they do not overlap. Voice is decided for each frame of
/// 25 ms, every 10 ms, on the audio at 16 kHz. Silence and steady noise give no segment. Safe to
/// call from many threads. Throws invalid_argument (an option outside its range, no sample rate, a
/// sample that is not finite).
EMOVOX_EXPORT std::vector<VoiceSegment> voice_activity(const Audio& audio,
                                                       const VoiceActivityOptions& options = {});

}  // namespace emovox
