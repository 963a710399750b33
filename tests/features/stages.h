// Runs single stages of the front end with the same frame in every lane, on the chosen instruction
// set.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "features/log_mel.h"
#include "features/spectrum.h"

namespace emovox::features {

double decibel_of(double power);
double rms_of(std::span<const float> frame);
std::size_t zero_crossings_of(std::span<const float> inside);

struct Shape {
  double centroid = 0.0;   // bins
  double bandwidth = 0.0;  // bins
};

Shape shape_of(std::span<const double> magnitude);
double rolloff_of(std::span<const double> magnitude, double share);  // bins
double flatness_of(std::span<const double> power);
std::vector<double> mel_energies_of(std::span<const double> power, const MelFilterbank& filterbank);

struct Bins {
  std::vector<double> power;      // [bins]
  std::vector<double> magnitude;  // [bins]
};

Bins bins_of(std::span<const float> frame, const Spectrum& spectrum);

}  // namespace emovox::features
