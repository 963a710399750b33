#include "features/prosody.h"

#include <algorithm>
#include <cmath>

namespace emovox::features {
namespace {

constexpr double kReference = 55.0;  // Hz of semitone 0: the note A1, below most voices

float semitones(float hz) { return static_cast<float>(12.0 * std::log2(hz / kReference)); }

/// Interpolates linearly between voiced frames; constant before the first and after the last.
void join_voiced(std::span<const Pitch> pitch, FrameMatrix& prosody) {
  const std::size_t column = column_of(Prosody::pitch);
  const auto value = [&](std::size_t t) -> float& { return prosody.frame(t)[column]; };
  std::size_t before = pitch.size();  // the last voiced frame so far, if any
  for (std::size_t t = 0; t < pitch.size(); ++t) {
    if (!pitch[t].voiced()) continue;
    value(t) = semitones(pitch[t].hz);
    const bool first = before == pitch.size();
    const std::size_t from = first ? 0 : before + 1;
    const float start = first ? value(t) : value(before);
    const auto length = static_cast<float>(first ? 1 : t - before);
    for (std::size_t gap = from; gap < t; ++gap) {
      const float share = first ? 1.0F : static_cast<float>(gap - before) / length;
      value(gap) = start + share * (value(t) - start);
    }
    before = t;
  }
  for (std::size_t t = before + 1; t < pitch.size(); ++t) value(t) = value(before);
}

void floor_energy(FrameMatrix& prosody, double top_db) {
  const std::size_t column = column_of(Prosody::energy);
  float most = prosody.frame(0)[column];
  for (std::size_t t = 0; t < prosody.frames; ++t) most = std::max(most, prosody.frame(t)[column]);
  const auto floor = static_cast<float>(most - top_db);
  for (std::size_t t = 0; t < prosody.frames; ++t) {
    prosody.frame(t)[column] = std::max(prosody.frame(t)[column], floor);
  }
}

void derive_slope(const Delta& delta, Prosody of, Prosody to, FrameMatrix& prosody) {
  delta.apply(prosody, {.from = column_of(of), .to = column_of(to), .count = 1});
}

}  // namespace

void derive_prosody(const FrontEnd& front_end, std::span<const Pitch> pitch, FrameMatrix& prosody) {
  join_voiced(pitch, prosody);
  for (std::size_t t = 0; t < pitch.size(); ++t) {
    prosody.frame(t)[column_of(Prosody::voicing)] = pitch[t].voicing;
  }
  floor_energy(prosody, front_end.options.top_db);
  derive_slope(front_end.delta, Prosody::pitch, Prosody::pitch_delta, prosody);
  derive_slope(front_end.delta, Prosody::energy, Prosody::energy_delta, prosody);
}

}  // namespace emovox::features
