#include "server/metrics.h"

#include <algorithm>
#include <string_view>

#include "text/number.h"

namespace emovox::server {
namespace {

// Appends metrics in the text exposition format.
struct MetricsText {
  std::string text;

  void head(std::string_view name, std::string_view type, std::string_view meaning) {
    text.append("# HELP ").append(name).append(" ").append(meaning).append("\n");
    text.append("# TYPE ").append(name).append(" ").append(type).append("\n");
  }

  void add(std::string_view name, std::string_view type, std::string_view meaning,
           const Count& count) {
    head(name, type, meaning);
    text.append(name).append(" ").append(std::to_string(count.load())).append("\n");
  }

  void add(std::string_view name, std::string_view meaning, const DurationHistogram& durations) {
    head(name, "histogram", meaning);
    text += durations.text(name);
  }
};

}  // namespace

void DurationHistogram::add(std::chrono::nanoseconds duration) noexcept {
  const double seconds = std::chrono::duration<double>(duration).count();
  const auto bound = std::ranges::lower_bound(kBounds, seconds);
  ++counts_[static_cast<std::size_t>(bound - kBounds.begin())];
  sum_ += duration.count();
}

std::string DurationHistogram::text(std::string_view name) const {
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

std::string Metrics::text() const {
  MetricsText out;
  out.add("emovox_connections_open", "gauge", "Connections that are open.", connections_open);
  out.add("emovox_connections_total", "counter", "Connections that were accepted.", connections);
  out.add("emovox_requests_total", "counter", "HTTP requests that were answered.", requests);
  out.add("emovox_refusals_total", "counter", "Requests and streams that were refused.", refusals);
  out.add("emovox_recordings_total", "counter", "Recordings that were predicted.", recordings);
  out.add("emovox_recordings_waiting", "gauge", "Recordings that wait for their prediction.",
          recordings_waiting);
  out.add("emovox_streams_open", "gauge", "Streams that are open.", streams_open);
  out.add("emovox_streams_total", "counter", "Streams that were opened.", streams);
  out.add("emovox_stream_events_total", "counter", "Events that were sent to streams.",
          stream_events);
  out.add("emovox_recording_seconds", "Seconds from a complete upload to its response.",
          recording_time);
  out.add("emovox_event_seconds",
          "Seconds from the last sample of a predicted window to its message.", event_time);
  return std::move(out.text);
}

}  // namespace emovox::server
