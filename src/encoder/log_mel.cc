#include "encoder/log_mel.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "encoder/log_mel.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "encoder/fourier_400-inl.h"
#include "features/lanes-inl.h"
#include "features/log_mel-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::encoder::HWY_NAMESPACE {

inline constexpr std::size_t kGroup = features::kGroupFrames;
inline constexpr std::size_t kGroupSamples = (kGroup - 1) * kHop + kFrameLength;

/// Memory that a group of frames is computed in.
struct GroupScratch {
  HWY_ALIGN double points[kFrameLength * kGroup];
  HWY_ALIGN double other[kFrameLength * kGroup];
  HWY_ALIGN double power[kBins * kGroup];
  HWY_ALIGN float samples[kFrameLength * kGroup];
  HWY_ALIGN float signal[kGroupSamples];
};

/// The samples under the frames first, first + 1, …: reflected at both edges of the signal, which
/// ends with zeros up to `length`.
HWY_INLINE void cut_signal(std::span<const float> samples, std::size_t length, std::size_t first,
                           float* signal) {
  const auto start =
      static_cast<std::ptrdiff_t>(first * kHop) - static_cast<std::ptrdiff_t>(kFrameLength / 2);
  const auto last = static_cast<std::ptrdiff_t>(length) - 1;
  for (std::size_t n = 0; n < kGroupSamples; ++n) {
    std::ptrdiff_t at = std::abs(start + static_cast<std::ptrdiff_t>(n));
    if (at > last) at = 2 * last - at;  // under 0 only for frames past the last, which are not used
    const bool inside = at >= 0 && at < static_cast<std::ptrdiff_t>(samples.size());
    signal[n] = inside ? samples[static_cast<std::size_t>(at)] : 0.0f;
  }
}

/// Levels of the frames first … last - 1, [frames, bands].
void mel_levels(const FourierTables400& fourier, const features::MelFilterbank& mel,
                std::span<const float> samples, std::size_t length, std::size_t first,
                std::size_t last, std::byte* memory, float* out) {
  const Lanes d;
  const hn::Rebind<float, Lanes> df;
  const std::size_t lanes = hn::Lanes(d), bands = mel.bands();
  auto& scratch = *reinterpret_cast<GroupScratch*>(memory);
  const Vec least = hn::Set(d, features::kLeastPower);
  const Vec per_decade = hn::Set(d, 1 / std::numbers::ln10);
  for (std::size_t frame = first; frame < last; frame += lanes) {
    cut_signal(samples, length, frame, scratch.signal);
    features::HWY_NAMESPACE::side_by_side(d, scratch.signal, kHop, fourier.half_window.size(),
                                          scratch.samples);
    power_spectrum(d, fourier, scratch.samples, scratch.points, scratch.other, scratch.power);
    const std::size_t count = std::min(lanes, last - frame);
    for (std::size_t b = 0; b < bands; ++b) {
      const Vec energy = features::HWY_NAMESPACE::mel_energy(d, mel, scratch.power, b);
      const Vec level = hn::Mul(per_decade, hn::Log(d, hn::Max(energy, least)));
      HWY_ALIGN float of_frames[kGroup];
      hn::Store(hn::DemoteTo(df, level), df, of_frames);
      for (std::size_t f = 0; f < count; ++f) out[(frame + f) * bands + b] = of_frames[f];
    }
  }
}

std::size_t group_scratch_size() { return sizeof(GroupScratch); }

}  // namespace emovox::encoder::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::encoder {

HWY_EXPORT(mel_levels);
HWY_EXPORT(group_scratch_size);

namespace {

constexpr float kDynamicRange = 8.0f;  // decades

FeatureOptions mel_options(std::size_t bands) {
  FeatureOptions options;
  options.sample_rate = kSampleRate;
  options.fft_length = static_cast<int>(kFrameLength);
  options.mel_bands = static_cast<int>(bands);
  options.mel_low = 0;
  options.mel_high = kFrequencyRange;
  return options;
}

}  // namespace

FourierTables400::FourierTables400() {
  for (std::size_t n = 0; n < kFrameLength; ++n) {
    const double angle = 2.0 * std::numbers::pi * static_cast<double>(n) / kFrameLength;
    half_window.push_back(0.25 - 0.25 * std::cos(angle));
    twiddles.emplace_back(std::cos(angle), -std::sin(angle));
  }
}

LogMel::LogMel(std::size_t bands) : mel_(mel_options(bands)) {}

std::size_t LogMel::scratch_size() { return HWY_DYNAMIC_DISPATCH(group_scratch_size)(); }

void LogMel::compute(std::span<const float> samples, const kernels::TeamThread& thread,
                     std::byte* scratch, float* out) const {
  const std::size_t steps = steps_of(samples.size()), frames = 2 * steps;
  const std::size_t first = thread.first(frames), last = thread.last(frames);
  HWY_DYNAMIC_DISPATCH(mel_levels)
  (fourier_, mel_, samples, steps * kStep, first, last, scratch, out);
  thread.wait();
  float largest = -10.0f;  // log10(1e-10)
  for (std::size_t n = 0; n < frames * bands(); ++n) largest = std::max(largest, out[n]);
  thread.wait();  // nobody may change a level before everybody has seen it
  const float floor = largest - kDynamicRange;
  for (std::size_t n = first * bands(); n < last * bands(); ++n) {
    out[n] = (std::max(out[n], floor) + 4.0f) / 4.0f;
  }
}

}  // namespace emovox::encoder
#endif  // HWY_ONCE
