#include "features/front_end.h"

#include <mutex>

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

std::shared_ptr<const FrontEnd> FrontEnd::of(const FeatureOptions& options) {
  static std::mutex mutex;
  static std::shared_ptr<const FrontEnd> last;  // a program has one model far more often than two
  const std::lock_guard lock(mutex);
  if (!last || last->options != options) last = std::make_shared<const FrontEnd>(options);
  return last;
}

}  // namespace emovox::features
