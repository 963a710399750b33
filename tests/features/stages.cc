#include "features/stages.h"

#include <hwy/aligned_allocator.h>

#include <algorithm>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/stages.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "features/log_mel-inl.h"
#include "features/spectrum-inl.h"
#include "features/statistics-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

template <class Value>
using Table = hwy::AlignedFreeUniquePtr<Value[]>;

/// [values, lanes], every lane the same.
template <class Value>
Table<Value> spread(std::span<const Value> values) {
  const std::size_t lanes = hn::Lanes(Lanes());
  Table<Value> table = hwy::AllocateAligned<Value>(values.size() * lanes);
  for (std::size_t k = 0; k < values.size(); ++k) {
    std::fill_n(table.get() + k * lanes, lanes, values[k]);
  }
  return table;
}

/// NaN: a stage must write these rows before it reads them.
Table<double> garbage(std::size_t rows) {
  const std::vector<double> nan(rows, std::numeric_limits<double>::quiet_NaN());
  return spread(std::span<const double>(nan));
}

double decibel_lane(double power) { return hn::GetLane(decibel(Lanes(), hn::Set(Lanes(), power))); }

double rms_lane(std::span<const float> frame) {
  return hn::GetLane(rms(mean_square(Lanes(), spread(frame).get(), frame.size())));
}

std::size_t count_crossings(std::span<const float> inside) { return zero_crossings(inside); }

Shape shape_lane(std::span<const double> magnitude) {
  const auto [centre, width] =
      centroid_and_bandwidth(Lanes(), spread(magnitude).get(), magnitude.size());
  return {hn::GetLane(centre), hn::GetLane(width)};
}

double rolloff_lane(std::span<const double> magnitude, double share) {
  return hn::GetLane(rolloff(Lanes(), spread(magnitude).get(), magnitude.size(), share));
}

double flatness_lane(std::span<const double> power) {
  return hn::GetLane(flatness(Lanes(), spread(power).get(), power.size()));
}

std::vector<double> mel_lanes(std::span<const double> power, const MelFilterbank& filterbank) {
  const Table<double> rows = spread(power);
  std::vector<double> energies;
  for (std::size_t b = 0; b < filterbank.bands(); ++b) {
    energies.push_back(hn::GetLane(mel_energy(Lanes(), filterbank, rows.get(), b)));
  }
  return energies;
}

Bins bins_lane(std::span<const float> frame, const Spectrum& tables) {
  const Lanes d;
  const Table<float> samples = spread(frame);
  const Table<double> points = garbage(tables.fft_length());
  const Table<double> power = garbage(tables.bins());
  const Table<double> magnitude = garbage(tables.bins());
  spectrum(d, tables, {samples.get(), points.get(), power.get(), magnitude.get()});
  Bins bins;
  for (std::size_t k = 0; k < tables.bins(); ++k) {
    bins.power.push_back(hn::GetLane(row(d, power.get(), k)));
    bins.magnitude.push_back(hn::GetLane(row(d, magnitude.get(), k)));
  }
  return bins;
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::features {

HWY_EXPORT(decibel_lane);
HWY_EXPORT(rms_lane);
HWY_EXPORT(count_crossings);
HWY_EXPORT(shape_lane);
HWY_EXPORT(rolloff_lane);
HWY_EXPORT(flatness_lane);
HWY_EXPORT(mel_lanes);
HWY_EXPORT(bins_lane);

double decibel_of(double power) { return HWY_DYNAMIC_DISPATCH(decibel_lane)(power); }

double rms_of(std::span<const float> frame) { return HWY_DYNAMIC_DISPATCH(rms_lane)(frame); }

std::size_t zero_crossings_of(std::span<const float> inside) {
  return HWY_DYNAMIC_DISPATCH(count_crossings)(inside);
}

Shape shape_of(std::span<const double> magnitude) {
  return HWY_DYNAMIC_DISPATCH(shape_lane)(magnitude);
}

double rolloff_of(std::span<const double> magnitude, double share) {
  return HWY_DYNAMIC_DISPATCH(rolloff_lane)(magnitude, share);
}

double flatness_of(std::span<const double> power) {
  return HWY_DYNAMIC_DISPATCH(flatness_lane)(power);
}

std::vector<double> mel_energies_of(std::span<const double> power,
                                    const MelFilterbank& filterbank) {
  return HWY_DYNAMIC_DISPATCH(mel_lanes)(power, filterbank);
}

Bins bins_of(std::span<const float> frame, const Spectrum& spectrum) {
  return HWY_DYNAMIC_DISPATCH(bins_lane)(frame, spectrum);
}

}  // namespace emovox::features
#endif  // HWY_ONCE
