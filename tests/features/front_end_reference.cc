#include "features/front_end_reference.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <limits>
#include <numbers>

#include "features/log_mel.h"

namespace emovox {
namespace {

constexpr double kPi = std::numbers::pi;
constexpr double kLeastPower = 1e-10;

using Values = std::vector<double>;

std::size_t size(int value) { return static_cast<std::size_t>(value); }

/// |Σ w(n) x(n) exp(-2πikn / fft_length)|² for every bin k.
Values power_spectrum(const Values& frame, const FeatureOptions& o) {
  const std::size_t N = size(o.fft_length);
  Values power(N / 2 + 1);
  for (std::size_t k = 0; k < power.size(); ++k) {
    std::complex<double> bin = 0.0;
    for (std::size_t n = 0; n < frame.size(); ++n) {
      const double turn = 2.0 * kPi * static_cast<double>(n) / static_cast<double>(frame.size());
      const double phase = static_cast<double>(k * n % N) / static_cast<double>(N);
      bin += (0.54 - 0.46 * std::cos(turn)) * frame[n] * std::polar(1.0, -2.0 * kPi * phase);
    }
    power[k] = std::norm(bin);
  }
  return power;
}

double decibel(double power) { return 10.0 * std::log10(std::max(kLeastPower, power)); }

double mel_energy(const Values& power, std::size_t band, const FeatureOptions& o) {
  const double low = features::hz_to_mel(o.mel_low);
  const double step = (features::hz_to_mel(o.mel_high) - low) / (o.mel_bands + 1);
  const auto corner = [&](std::size_t i) {
    return features::mel_to_hz(low + step * static_cast<double>(i));
  };
  const double left = corner(band), centre = corner(band + 1), right = corner(band + 2);
  double energy = 0.0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    const double hz = static_cast<double>(k) * o.sample_rate / o.fft_length;
    const double height = std::min((hz - left) / (centre - left), (right - hz) / (right - centre));
    energy += std::max(0.0, height) * 2.0 / (right - left) * power[k];
  }
  return energy;
}

/// zcr, rms, centroid, bandwidth, flatness, roll-off
Values statistics(const Values& frame, std::span<const float> inside, const Values& power,
                  const FeatureOptions& o) {
  const double hz = static_cast<double>(o.sample_rate) / o.fft_length;  // per bin
  const auto bins = static_cast<double>(power.size());
  double crossings = 0.0;
  for (std::size_t n = 1; n < inside.size(); ++n) {
    if ((inside[n] < -1e-10) != (inside[n - 1] < -1e-10)) crossings += 1.0;
  }
  double energy = 0.0;
  for (const double sample : frame) energy += sample * sample;
  double total = 0.0, moment = 0.0, spread = 0.0, logs = 0.0, powers = 0.0;
  for (std::size_t k = 0; k < power.size(); ++k) {
    total += std::sqrt(power[k]);
    moment += static_cast<double>(k) * std::sqrt(power[k]);
    logs += std::log(std::max(kLeastPower, power[k]));
    powers += std::max(kLeastPower, power[k]);
  }
  const double norm = total < std::numeric_limits<float>::min() ? 1.0 : total;
  const double centre = moment / norm;
  double below = 0.0;
  std::size_t edge = power.size();
  for (std::size_t k = 0; k < power.size(); ++k) {
    spread +=
        (static_cast<double>(k) - centre) * (static_cast<double>(k) - centre) * std::sqrt(power[k]);
    below += std::sqrt(power[k]);
    if (below >= o.rolloff * total) edge = std::min(edge, k);
  }
  return {crossings / static_cast<double>(frame.size()),
          std::sqrt(energy / static_cast<double>(frame.size())),
          centre * hz,
          std::sqrt(spread / norm) * hz,
          std::exp(logs / bins) / (powers / bins),
          static_cast<double>(edge) * hz};
}

void append_frame(Features& features, std::span<const float> samples, const FeatureOptions& o) {
  const auto count = static_cast<std::ptrdiff_t>(samples.size());
  const std::ptrdiff_t begin =
      static_cast<std::ptrdiff_t>(features.frames()) * o.hop_length - o.window_length / 2;
  Values frame(size(o.window_length));
  for (std::ptrdiff_t n = 0; n < o.window_length; ++n) {
    const std::ptrdiff_t at = begin + n;
    if (at >= 0 && at < count) frame[static_cast<std::size_t>(n)] = samples[size(int(at))];
  }
  const auto first = std::max<std::ptrdiff_t>(begin, 0);
  const auto end = std::min(begin + o.window_length, count);
  const auto inside =
      samples.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(end - first));
  const Values power = power_spectrum(frame, o);
  for (std::size_t b = 0; b < size(o.mel_bands); ++b) {
    features.log_mel.values.push_back(static_cast<float>(decibel(mel_energy(power, b, o))));
  }
  features.lld.values.resize(features.lld.values.size() + 3 * size(o.mfcc_count));
  for (const double value : statistics(frame, inside, power, o)) {
    features.lld.values.push_back(static_cast<float>(value));
  }
  ++features.log_mel.frames;
  ++features.lld.frames;
}

double cosine_coefficient(std::span<const float> bands, std::size_t k) {
  const auto B = static_cast<double>(bands.size());
  double sum = 0.0;
  for (std::size_t b = 0; b < bands.size(); ++b) {
    sum += bands[b] * std::cos(kPi * static_cast<double>(k * (2 * b + 1)) / (2.0 * B));
  }
  return sum * std::sqrt((k == 0 ? 1.0 : 2.0) / B);
}

/// The slope, or the curvature, over delta_width frames around frame t of column c.
double derivative(const FrameMatrix& lld, std::size_t t, std::size_t c, int order, int width) {
  const auto last = static_cast<int>(lld.frames) - 1;
  const int half = width / 2;
  const int middle = last + 1 < width ? int(t) : std::clamp(int(t), half, last - half);
  double mean_square = 0.0;
  for (int i = -half; i <= half; ++i) mean_square += static_cast<double>(i * i) / width;
  double sum = 0.0, norm = 0.0;
  for (int i = -half; i <= half; ++i) {
    const double weight = order == 1 ? i : i * i - mean_square;
    sum += weight * lld.frame(size(std::clamp(middle + i, 0, last)))[c];
    norm += weight * weight;
  }
  return order * sum / norm;
}

}  // namespace

Features reference_features(std::span<const float> samples, const FeatureOptions& options) {
  Features features;
  features.log_mel.dims = feature_dims(FeatureSet::log_mel, options);
  features.lld.dims = feature_dims(FeatureSet::lld, options);
  const std::size_t frames = 1 + samples.size() / size(options.hop_length);
  while (features.frames() < frames) append_frame(features, samples, options);

  FrameMatrix& log_mel = features.log_mel;
  const float floor = static_cast<float>(std::ranges::max(log_mel.values) - options.top_db);
  for (float& value : log_mel.values) value = std::max(value, floor);

  const std::size_t count = size(options.mfcc_count);
  for (std::size_t t = 0; t < frames; ++t) {
    for (std::size_t k = 0; k < count; ++k) {
      features.lld.frame(t)[k] = static_cast<float>(cosine_coefficient(log_mel.frame(t), k));
    }
  }
  for (std::size_t t = 0; t < frames; ++t) {
    for (int order : {1, 2}) {
      for (std::size_t k = 0; k < count; ++k) {
        features.lld.frame(t)[size(order) * count + k] =
            static_cast<float>(derivative(features.lld, t, k, order, options.delta_width));
      }
    }
  }
  return features;
}

}  // namespace emovox
