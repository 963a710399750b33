// Whisper's log-mel spectrum (Radford et al., "Robust Speech Recognition via Large-Scale Weak
// Supervision", 2022, section 2.2): frames of 25 ms every 10 ms under a periodic Hann window,
// centred with reflected edges; Slaney mel bands from 0 to 8000 Hz of area 1;
//   level = log10(max(1e-10, energy)),   value = (max(level, largest level - 8) + 4) / 4.
// Computed in double up to the level: rounding in float would drown bands far below the loudest.
#pragma once

#include <cstddef>
#include <span>

#include "encoder/fourier_400.h"
#include "features/log_mel.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"

namespace emovox::encoder {

inline constexpr int kSampleRate = 16000;             // Hz
inline constexpr std::size_t kHop = 160;              // samples between frames
inline constexpr std::size_t kStep = 2 * kHop;        // samples between rows of the encoder
inline constexpr std::size_t kFrequencyRange = 8000;  // Hz

/// Rows of the encoder for so many samples: ceil(samples / 320).
inline std::size_t steps_of(std::size_t samples) { return (samples + kStep - 1) / kStep; }

/// Immutable; safe from many threads.
class LogMel {
 public:
  explicit LogMel(std::size_t bands);

  std::size_t bands() const noexcept { return mel_.bands(); }

  /// Bytes of scratch memory of a thread.
  static std::size_t scratch_size();

  /// out [2 steps_of(samples), bands] of samples at 16 kHz, which zeros are appended to up to a
  /// multiple of 320. All threads of a group must call it, with the same arguments but `scratch`,
  /// which is each one's own and begins on a cache line; they wait for each other. Throws nothing,
  /// allocates nothing.
  void compute(std::span<const float> samples, const kernels::TeamThread& thread,
               std::byte* scratch, float* out) const;

 private:
  FourierTables400 fourier_;
  features::MelFilterbank mel_;
};

}  // namespace emovox::encoder
