#include "features/frame_analyser.h"

#include <algorithm>
#include <utility>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/frame_analyser.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "features/lanes-inl.h"
#include "features/log_mel-inl.h"
#include "features/prosody.h"
#include "features/spectrum-inl.h"
#include "features/statistics-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

/// The rows of the matrices that the frames of one vector write.
struct Output {
  Features& features;
  std::size_t first;  // row of the first lane
  std::size_t count;  // lanes that are frames
};

/// Writes the lanes into one column of consecutive rows.
HWY_INLINE void set_column([[maybe_unused]] Lanes d, Vec values, const Output& out,
                           FrameMatrix& matrix, std::size_t column) {
  const hn::Rebind<float, Lanes> df;
  HWY_ALIGN float lanes[kGroupFrames];
  hn::Store(hn::DemoteTo(df, values), df, lanes);
  float* to = matrix.values.data() + out.first * matrix.dims + column;
  for (std::size_t lane = 0; lane < out.count; ++lane) to[lane * matrix.dims] = lanes[lane];
}

HWY_INLINE void log_mel(Lanes d, const FrontEnd& front_end, const double* power,
                        const Output& out) {
  for (std::size_t b = 0; b < front_end.mel.bands(); ++b) {
    const Vec energy = mel_energy(d, front_end.mel, power, b);
    set_column(d, decibel(d, energy), out, out.features.log_mel, b);
  }
}

HWY_INLINE void set_statistic(Lanes d, Vec values, const Output& out, Statistic which) {
  FrameMatrix& lld = out.features.lld;
  set_column(d, values, out, lld, lld.dims - kStatistics + static_cast<std::size_t>(which));
}

HWY_INLINE void spectral_statistics(Lanes d, const FrontEnd& front_end, const SpectrumRows& rows,
                                    const Output& out) {
  const std::size_t bins = front_end.spectrum.bins();
  const Vec bin_width = hn::Set(
      d, static_cast<double>(front_end.options.sample_rate) / front_end.options.fft_length);  // Hz
  const auto [centre, width] = centroid_and_bandwidth(d, rows.magnitude, bins);
  const Vec edge = rolloff(d, rows.magnitude, bins, front_end.options.rolloff);
  set_statistic(d, hn::Mul(centre, bin_width), out, Statistic::centroid);
  set_statistic(d, hn::Mul(width, bin_width), out, Statistic::bandwidth);
  set_statistic(d, flatness(d, rows.power, bins), out, Statistic::flatness);
  set_statistic(d, hn::Mul(edge, bin_width), out, Statistic::rolloff);
}

HWY_INLINE void loudness(Lanes d, const float* samples, std::size_t length, const Output& out) {
  const Vec power = mean_square(d, samples, length);
  if (out.features.lld.dims > 0) set_statistic(d, rms(power), out, Statistic::rms);
  if (out.features.prosody.dims == 0) return;
  set_column(d, decibel(d, power), out, out.features.prosody, column_of(Prosody::energy));
}

HWY_INLINE void zero_crossing_rates(const FrameGroup& group, std::size_t length, std::size_t first,
                                    const Output& out) {
  for (std::size_t lane = 0; lane < out.count; ++lane) {
    const Inside inside = group.inside[first + lane];
    const float* frame = group.samples + (first + lane) * group.hop;
    const std::size_t count = zero_crossings({frame + inside.first, frame + inside.end});
    const double rate = static_cast<double>(count) / static_cast<double>(length);
    FrameMatrix& lld = out.features.lld;
    lld.frame(out.first + lane)[lld.dims - kStatistics] = static_cast<float>(rate);
  }
}

/// A matrix without columns belongs to a set that was not requested.
void analyse(const FrontEnd& front_end, const FrameGroup& group, const Workspace& workspace,
             Features& features, std::size_t row_of_group) {
  const Lanes d;
  const std::size_t length = front_end.spectrum.window_length();
  const bool spectral = features.log_mel.dims > 0, descriptive = features.lld.dims > 0;
  float* samples = workspace.samples.get();
  const SpectrumRows rows{samples, workspace.points.get(), workspace.power.get(),
                          workspace.magnitude.get()};
  for (std::size_t first = 0; first < group.count; first += hn::Lanes(d)) {
    const Output out{features, row_of_group + first, std::min(hn::Lanes(d), group.count - first)};
    side_by_side(d, group.samples + first * group.hop, group.hop, length, samples);
    if (descriptive || features.prosody.dims > 0) loudness(d, samples, length, out);
    if (descriptive) zero_crossing_rates(group, length, first, out);
    if (!spectral) continue;
    spectrum(d, front_end.spectrum, rows);
    log_mel(d, front_end, rows.power, out);
    if (descriptive) spectral_statistics(d, front_end, rows, out);
  }
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::features {
namespace {

void append_rows(FrameMatrix& matrix, std::size_t count) {
  if (matrix.dims == 0) return;
  matrix.frames += count;
  matrix.values.resize(matrix.frames * matrix.dims);
}

}  // namespace

HWY_EXPORT(analyse);

Workspace::Workspace(const Spectrum& spectrum)
    : samples(hwy::AllocateAligned<float>(spectrum.window_length() * kGroupFrames)),
      points(hwy::AllocateAligned<double>(spectrum.fft_length() * kGroupFrames)),
      power(hwy::AllocateAligned<double>(spectrum.bins() * kGroupFrames)),
      magnitude(hwy::AllocateAligned<double>(spectrum.bins() * kGroupFrames)) {}

FrameAnalyser::FrameAnalyser(std::shared_ptr<const FrontEnd> front_end)
    : front_end_(std::move(front_end)), workspace_(front_end_->spectrum) {}

void FrameAnalyser::append(const FrameGroup& group, Features& features) {
  const std::size_t row = features.frames();
  for (const FeatureSet set : kFeatureSets) append_rows(features[set], group.count);
  HWY_DYNAMIC_DISPATCH(analyse)(*front_end_, group, workspace_, features, row);
}

}  // namespace emovox::features
#endif  // HWY_ONCE
