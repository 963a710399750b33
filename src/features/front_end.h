// Every table of the front end: window, FFT plan, filters, cosines. Made once for its options.
#pragma once

#include <memory>

#include "emovox/features.h"
#include "features/delta.h"
#include "features/mel.h"
#include "features/mfcc.h"
#include "features/spectrum.h"

namespace emovox::features {

/// Immutable; safe from many threads.
struct FrontEnd {
  /// options must be valid.
  explicit FrontEnd(const FeatureOptions& options);

  /// The tables of these options: those made last, where they are the same, else new ones.
  static std::shared_ptr<const FrontEnd> of(const FeatureOptions& options);

  FeatureOptions options;
  Spectrum spectrum;
  MelFilterbank mel;
  Mfcc mfcc;
  Delta delta;
  Delta delta2;
};

}  // namespace emovox::features
