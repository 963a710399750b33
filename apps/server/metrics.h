// Counters, gauges and histograms of the server, in the text format of Prometheus.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace emovox::server {

/// A counter or a gauge.
using Count = std::atomic<std::int64_t>;

/// A Prometheus histogram of durations: how many were at most as long as each bound.
class DurationHistogram {
 public:
  static constexpr std::array<double, 10> kBounds{0.005, 0.01, 0.025, 0.05, 0.1,
                                                  0.25,  0.5,  1.0,   2.5,  5.0};  // seconds

  void add(std::chrono::nanoseconds duration) noexcept;

  /// The series name_bucket{le="…"} (cumulative), name_sum and name_count.
  std::string text(std::string_view name) const;

 private:
  std::array<Count, kBounds.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_{0};  // nanoseconds
};

/// Safe for use by many threads at once.
struct Metrics {
  Count connections_open{0};
  Count connections{0};
  Count requests{0};
  Count refusals{0};  // of HTTP and streams alike
  Count recordings{0};
  Count recordings_waiting{0};
  Count streams_open{0};
  Count streams{0};
  Count stream_events{0};
  DurationHistogram recording_time;  // from a complete upload to its response
  DurationHistogram event_time;      // from the last sample of a window to its message

  /// Prometheus' text exposition format 0.0.4, with HELP and TYPE of every metric.
  std::string text() const;
};

}  // namespace emovox::server
