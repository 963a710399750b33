#include "features/front_end.h"

#include <memory>

namespace emovox::features {
namespace {

std::size_t size(int value) { return static_cast<std::size_t>(value); }

}  // namespace

FrontEnd::FrontEnd(const FeatureOptions& chosen)
    : options(chosen),
      spectrum({.window = size(chosen.window_length), .fft = size(chosen.fft_length)}),
      mel(chosen),
      mfcc({.bands = size(chosen.mel_bands), .coefficients = size(chosen.mfcc_count)}),
      delta(Delta::Order::first, size(chosen.delta_width)),
      delta2(Delta::Order::second, size(chosen.delta_width)) {}

void FrontEnd::derive_cepstra(const FrameMatrix& log_mel, FrameMatrix& lld) const {
  const std::size_t count = size(options.mfcc_count);
  mfcc.apply(log_mel, lld);
  delta.apply(lld, {.from = 0, .to = count, .count = count});
  delta2.apply(lld, {.from = 0, .to = 2 * count, .count = count});
}

}  // namespace emovox::features

namespace emovox {

FeatureTables::FeatureTables(const FeatureOptions& options) {
  validate(options);
  front_end_ = std::make_shared<const features::FrontEnd>(options);
}

const FeatureOptions& FeatureTables::options() const noexcept { return front_end_->options; }

}  // namespace emovox
