// Predicts many streams together: dynamic batching on a separate thread beside the thread
// that serves the sockets.
//
// The thread works in rounds. A round takes up to half a second of the samples that have arrived
// for each stream, runs voice activity detection on them, predicts the windows that are due in
// shared batches, and delivers the events. Its amount of prediction is limited; the rest is left
// for the next round. Older streams are predicted first: under overload only the newest streams
// fall behind. They are refused once their backlog is too long, and the others keep their latency.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "emovox/listener.h"
#include "emovox/model.h"
#include "server/metrics.h"
#include "server/refusal.h"
#include "server/serve_options.h"
#include "server/stream_protocol.h"

namespace emovox::server {

struct TimedEvent {
  VoiceEvent event;
  std::chrono::steady_clock::time_point arrived;  // when the last sample of its window arrived
};

/// The result of a round for one stream.
struct StreamUpdate {
  std::vector<TimedEvent> events;
  bool finished = false;           // the stream has ended, and these are its last events
  std::optional<Refusal> refusal;  // the stream was dropped; nothing follows
  std::string failure;             // an internal error, for the log
};

/// Safe for use by many threads at once.
class StreamScheduler {
 public:
  using StreamId = std::uint64_t;
  /// Called on the scheduler's thread, in order; a call may overlap with remove(). Must not throw
  /// or call the scheduler.
  using Callback = std::function<void(StreamUpdate)>;
  using Predict = std::function<void(std::span<Listener* const> listeners, std::size_t threads)>;

  /// Uses max_streams, max_backlog and threads of the options. `metrics` must outlive it.
  /// `predict` can be replaced by tests.
  StreamScheduler(Model model, const ServeOptions& options, Metrics& metrics,
                  Predict predict = predict_due);
  /// Drops all streams. No callback is called afterwards.
  ~StreamScheduler();
  StreamScheduler(const StreamScheduler&) = delete;
  StreamScheduler& operator=(const StreamScheduler&) = delete;

  const Model& model() const noexcept { return model_; }

  /// Opens a stream. Refuses it as busy, or for options that Model::open_listener refuses.
  std::variant<StreamId, Refusal> open(const StreamStart& start, Callback callback);

  /// Adds samples that have just arrived. Where more than max_backlog seconds would wait, drops the
  /// stream and returns a refusal (busy). Does nothing for an unknown stream.
  std::optional<Refusal> push(StreamId id, std::span<const float> samples);

  /// No more samples follow. The last update has `finished`.
  void end(StreamId id);

  /// Drops a stream, if it exists.
  void remove(StreamId id);

 private:
  struct Stream;
  struct Work;  // a stream's part of a round
  using Round = std::vector<Work>;
  using Streams = std::map<StreamId, std::shared_ptr<Stream>>;

  void run();
  bool collect(Round& round);
  void collect_stream(const std::shared_ptr<Stream>& stream, Round& round);
  static std::vector<Work*> most_urgent(Round& round);
  void predict(Round& round);
  void deliver(Round& round);
  void finish(Work& work);
  void drop(Streams::iterator stream);

  const Model model_;
  const std::size_t max_streams_;
  const double max_backlog_;  // seconds
  const std::size_t threads_;
  Metrics& metrics_;
  const Predict predict_;

  std::mutex mutex_;
  std::condition_variable changed_;
  Streams streams_;  // ordered by id: the oldest first
  StreamId last_id_ = 0;
  bool has_work_ = false;  // samples or an end have arrived since the last round, or are left of it
  bool stopping_ = false;
  std::chrono::steady_clock::time_point round_start_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace emovox::server
