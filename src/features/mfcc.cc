#include "features/mfcc.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "features/mfcc.cc"
#include <hwy/foreach_target.h>
// After foreach_target.h, which includes this file again.
#include <hwy/highway.h>

#include "features/lanes-inl.h"

HWY_BEFORE_NAMESPACE();
namespace emovox::features::HWY_NAMESPACE {

// Frames that are computed at once, so that a column of the basis is read once for all of them.
constexpr std::size_t kFrames = 4;

/// bands [kFrames, B] → coefficients of the frames t … t + kFrames - 1. Here the lanes of a vector
/// are coefficients. Frames past the last one are computed but not written.
void cosine_transform(std::span<const double> basis, std::size_t coefficients, const double* bands,
                      FrameMatrix& lld, std::size_t t) {
  const std::size_t B = basis.size() / coefficients;
  const std::size_t count = std::min(kFrames, lld.frames - t);
  for_columns(coefficients, [&](auto d, std::size_t k) HWY_ATTR {
    auto a = hn::Zero(d), b = hn::Zero(d), c = hn::Zero(d), e = hn::Zero(d);
    for (std::size_t band = 0; band < B; ++band) {
      const auto cosine = hn::LoadU(d, basis.data() + band * coefficients + k);
      a = hn::MulAdd(cosine, hn::Set(d, bands[band]), a);
      b = hn::MulAdd(cosine, hn::Set(d, bands[B + band]), b);
      c = hn::MulAdd(cosine, hn::Set(d, bands[2 * B + band]), c);
      e = hn::MulAdd(cosine, hn::Set(d, bands[3 * B + band]), e);
    }
    const hn::Rebind<float, decltype(d)> df;
    const auto store = [&](std::size_t frame, auto sums) HWY_ATTR {
      if (frame < count) hn::StoreU(hn::DemoteTo(df, sums), df, lld.frame(t + frame).data() + k);
    };
    store(0, a);
    store(1, b);
    store(2, c);
    store(3, e);
  });
}

void mfcc(std::span<const double> basis, std::size_t coefficients, const FrameMatrix& log_mel,
          FrameMatrix& lld) {
  std::vector<double> bands(kFrames * log_mel.dims);
  for (std::size_t t = 0; t < log_mel.frames; t += kFrames) {
    const float* rows = log_mel.values.data() + t * log_mel.dims;
    const std::size_t count = std::min(kFrames, log_mel.frames - t);
    std::copy(rows, rows + count * log_mel.dims, bands.begin());
    cosine_transform(basis, coefficients, bands.data(), lld, t);
  }
}

}  // namespace emovox::features::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace emovox::features {

HWY_EXPORT(mfcc);

Mfcc::Mfcc(Sizes sizes)
    : coefficients_(sizes.coefficients), basis_(sizes.bands * sizes.coefficients) {
  const auto bands = static_cast<double>(sizes.bands);
  for (std::size_t k = 0; k < sizes.coefficients; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / bands);
    for (std::size_t b = 0; b < sizes.bands; ++b) {
      const double angle = std::numbers::pi * static_cast<double>(k * (2 * b + 1)) / (2.0 * bands);
      basis_[b * sizes.coefficients + k] = scale * std::cos(angle);
    }
  }
}

void Mfcc::apply(const FrameMatrix& log_mel, FrameMatrix& lld) const {
  HWY_DYNAMIC_DISPATCH(mfcc)(basis_, coefficients_, log_mel, lld);
}

}  // namespace emovox::features
#endif  // HWY_ONCE
