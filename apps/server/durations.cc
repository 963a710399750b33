// How long things took, as a Prometheus histogram.
#include <algorithm>

#include "server/metrics.h"
#include "text/number.h"

namespace emovox::server {
void Durations::add(std::chrono::nanoseconds duration) noexcept {
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto bound = std::ranges::lower_bound(kBounds, seconds);
  ++counts_[static_cast<std::size_t>(bound - kBounds.begin())];
  sum_ += duration.count();
}

std::string Durations::text(std::string_view name) const {
  std::string text;
  std::int64_t below = 0;
  const auto line = [&](const std::string& rest) { text.append(name).append(rest).append("\n"); };
  for (std::size_t i = 0; i < counts_.size(); ++i) {
    below += counts_[i];
    const std::string bound = i < kBounds.size() ? text::number_text(kBounds[i]) : "+Inf";
    line("_bucket{le=\"" + bound + "\"} " + std::to_string(below));
  }
  line("_sum " + text::number_text(static_cast<double>(sum_) / 1e9));
  line("_count " + std::to_string(below));
  return text;
}

}  // namespace emovox::server
