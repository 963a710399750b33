#include "audio/limits.h"

#include <algorithm>
#include <cstdio>

namespace emovox::audio {

void check_samples(std::span<const float> samples, std::uint64_t start, int sample_rate,
                   ErrorCode code, const std::string& where) {
  const auto bad = std::find_if_not(samples.begin(), samples.end(), is_valid);
  if (bad == samples.end()) return;
  const auto index = start + static_cast<std::uint64_t>(bad - samples.begin());
  char was[96];
  std::snprintf(was, sizeof was, "the sample at %.6f s is %g",
                static_cast<double>(index) / sample_rate, static_cast<double>(*bad));
  throw Error(code, where, was, "must be a finite number of at most 2^32, normally within [-1, 1]");
}

}  // namespace emovox::audio
