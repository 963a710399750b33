#include "features/frame_analyser.h"

#include <utility>

#include "features/centroid.h"
#include "features/decibel.h"
#include "features/flatness.h"
#include "features/rms.h"
#include "features/rolloff.h"
#include "features/zero_crossings.h"

namespace emovox::features {

FrameAnalyser::FrameAnalyser(std::shared_ptr<const FrontEnd> front_end)
    : front_end_(std::move(front_end)),
      spectrum_(front_end_->spectrum.make_workspace()),
      energies_(front_end_->mel.bands()),
      bin_width_(static_cast<double>(front_end_->options.sample_rate) /
                 front_end_->options.fft_length) {}

void FrameAnalyser::analyse(Frame frame, std::span<float> log_mel, std::span<float> statistics) {
  front_end_->spectrum.compute(frame.samples, spectrum_);
  front_end_->mel.apply(spectrum_.power, energies_);
  for (std::size_t b = 0; b < energies_.size(); ++b) log_mel[b] = power_to_db(energies_[b]);

  const auto put = [=](Statistic which, double value) {
    statistics[static_cast<std::size_t>(which)] = static_cast<float>(value);
  };
  const Centroid centroid = centroid_and_bandwidth(spectrum_.magnitude, bin_width_);
  const std::size_t rolloff = rolloff_bin(spectrum_.magnitude, front_end_->options.rolloff);
  put(Statistic::zcr, zero_crossing_rate(frame.inside, frame.samples.size()));
  put(Statistic::rms, rms(frame.samples));
  put(Statistic::centroid, centroid.centroid);
  put(Statistic::bandwidth, centroid.bandwidth);
  put(Statistic::flatness, flatness(spectrum_.power));
  put(Statistic::rolloff, static_cast<double>(rolloff) * bin_width_);
}

}  // namespace emovox::features
