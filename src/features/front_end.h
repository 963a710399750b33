// All tables of the front end (window, FFT, mel filters, DCT, delta weights), made once for its
// options and shared by extractors.
#pragma once

#include "emovox/features.h"
#include "features/delta.h"
#include "features/log_mel.h"
#include "features/mfcc.h"
#include "features/spectrum.h"

namespace emovox::features {

/// Immutable; safe from many threads.
struct FrontEnd {
  /// options must be valid.
  explicit FrontEnd(const FeatureOptions& options);

  /// Computes from a floored log-mel spectrum [T, mel_bands] the MFCC, their
  /// deltas and second deltas, the first 3 * mfcc_count columns of `lld` [T, dims]. The other
  /// columns stay as they are.
  void derive_cepstra(const FrameMatrix& log_mel, FrameMatrix& lld) const;

  FeatureOptions options;
  Spectrum spectrum;
  MelFilterbank mel;
  Mfcc mfcc;
  Delta delta;
  Delta delta2;
};

}  // namespace emovox::features
