#include "features/cepstra.h"

namespace emovox::features {

void derive_cepstra(const FrontEnd& front_end, const FrameMatrix& log_mel, FrameMatrix& lld) {
  const auto count = static_cast<std::size_t>(front_end.options.mfcc_count);
  front_end.mfcc.apply(log_mel, lld);
  front_end.delta.apply(lld, {.from = 0, .to = count, .count = count});
  front_end.delta2.apply(lld, {.from = 0, .to = 2 * count, .count = count});
}

}  // namespace emovox::features
