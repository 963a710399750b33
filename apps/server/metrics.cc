#include "server/metrics.h"

#include <string_view>

namespace emovox::server {
namespace {

struct Text {
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

  void add(std::string_view name, std::string_view meaning, const Durations& durations) {
    head(name, "histogram", meaning);
    text += durations.text(name);
  }
};

}  // namespace

std::string Metrics::text() const {
  Text out;
  out.add("emovox_connections_open", "gauge", "Connections that are open.", connections_open);
  out.add("emovox_connections_total", "counter", "Connections that came.", connections);
  out.add("emovox_requests_total", "counter", "HTTP requests that were answered.", requests);
  out.add("emovox_refusals_total", "counter", "Requests and streams that were refused.", refusals);
  out.add("emovox_recordings_total", "counter", "Recordings that were judged.", recordings);
  out.add("emovox_recordings_waiting", "gauge", "Recordings that wait to be judged.",
          recordings_waiting);
  out.add("emovox_streams_open", "gauge", "Streams that are open.", streams_open);
  out.add("emovox_streams_total", "counter", "Streams that were opened.", streams);
  out.add("emovox_stream_events_total", "counter", "Events that streams were told.", stream_events);
  out.add("emovox_recording_seconds", "From a recording's whole request to its answer.",
          recording_time);
  out.add("emovox_event_seconds", "From the last sample of a judgement to its message.",
          event_time);
  return std::move(out.text);
}

}  // namespace emovox::server
