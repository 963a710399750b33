// What the server has done so far, counted by many threads and told as Prometheus' text.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <string>

namespace emovox::server {

/// A number that goes up, or up and down.
using Count = std::atomic<std::int64_t>;

/// How long something took: counts below each bound, as Prometheus' histograms have them.
class Durations {
 public:
  static constexpr std::array<double, 10> kBounds{0.005, 0.01, 0.025, 0.05, 0.1,
                                                  0.25,  0.5,  1.0,   2.5,  5.0};  // seconds

  void add(std::chrono::nanoseconds duration) noexcept;

  /// name_bucket{le="…"}, name_sum, name_count; buckets are cumulative.
  std::string text(std::string_view name) const;

 private:
  std::array<Count, kBounds.size() + 1> counts_{};
  std::atomic<std::int64_t> sum_{0};  // nanoseconds
};

/// Safe from many threads.
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
  Durations recording_time;  // from the whole request to its answer
  Durations event_time;      // from the arrival of the last sample of a judgement to its message

  /// Prometheus' text exposition format 0.0.4, every metric with its HELP and TYPE.
  std::string text() const;
};

}  // namespace emovox::server
