#include "server/stream_scheduler.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <exception>
#include <utility>

#include "emovox/error.h"

namespace emovox::server {
namespace {

using Clock = std::chrono::steady_clock;

// The least time between the starts of two rounds: samples that arrive in small pieces share a
// round.
constexpr std::chrono::milliseconds kRoundInterval{5};
// Audio that a round takes of one stream: a stream faster than real time does not delay the others.
constexpr double kMaxOfStream = 0.5;  // seconds
// Audio that a round predicts: this bounds the time that an event waits for others. 60 s of audio
// take about 20 ms on two cores.
constexpr double kMaxPredicted = 60.0;  // seconds
// A stream with more than kLong seconds due has a long utterance that has just ended. The
// prediction of a whole utterance may be delayed by kMaxDelay in favour of windows, whose value
// lies in their low latency: many long utterances may end at the same time.
constexpr double kLong = 8.0;  // seconds
constexpr std::chrono::seconds kMaxDelay{2};
// How far the end of an event may lie before the last sample pushed, because the resampler holds
// samples back. Arrival times are kept that long.
constexpr int kArrivalHistory = 1;  // seconds

struct Arrival {
  std::size_t position = 0;  // samples of the stream that had arrived by `time`
  Clock::time_point time;
};

Refusal internal_refusal() { return refusal_of(Error(ErrorCode::internal, "", "", "")); }

}  // namespace

struct StreamScheduler::Stream {
  Stream(Listener its_listener, int its_rate, Callback its_callback)
      : rate(its_rate), callback(std::move(its_callback)), listener(std::move(its_listener)) {}

  bool has_work() const { return !in_round && (!inbox.empty() || (ended && !end_taken)); }
  double seconds(std::size_t samples) const { return static_cast<double>(samples) / rate; }

  const int rate;  // Hz
  const Callback callback;

  // Guarded by the scheduler's mutex.
  StreamId id = 0;
  std::vector<float> inbox;       // samples that are in no round yet
  std::vector<Arrival> arrivals;  // of the samples in inbox
  std::size_t arrived = 0;        // samples in all
  std::size_t finished = 0;       // samples whose round is finished
  bool in_round = false;          // no other round takes it before this one is finished
  bool ended = false;
  bool end_taken = false;
  bool dropped = false;

  // Used by the scheduler's thread alone.
  Listener listener;
  std::deque<Arrival> taken_arrivals;
};

/// The work of one stream in a round.
struct StreamScheduler::Work {
  std::shared_ptr<Stream> stream;
  std::vector<float> samples;
  bool end = false;  // whether the stream ends after these samples
  Clock::time_point taken;
  bool pushed = false;
  StreamUpdate update;

  void fail(const char* why) {
    update.refusal = internal_refusal();
    update.failure = why;
  }

  /// Runs an operation whose failure drops this stream alone.
  template <class Operation>
  void attempt(const Operation& operation) {
    if (update.refusal) return;
    try {
      operation();
    } catch (const std::exception& error) {
      fail(error.what());
    } catch (...) {
      fail("an object that is not a std::exception was thrown");
    }
  }

  void push() {
    if (std::exchange(pushed, true)) return;
    attempt([&] {
      stream->listener.push(samples);
      if (end) stream->listener.end();
    });
  }

  bool due() const { return !update.refusal && stream->listener.due() > 0; }

  bool may_be_delayed(Clock::time_point now) const {
    return stream->listener.due_seconds() > kLong && now - taken < kMaxDelay;
  }

  /// The arrival time of the last sample before `time`, in seconds of the stream.
  Clock::time_point arrival_of(double time) const {
    const auto& arrivals = stream->taken_arrivals;
    if (arrivals.empty()) return Clock::now();
    const auto position = static_cast<std::size_t>(std::llround(time * stream->rate));
    const auto arrival = std::ranges::lower_bound(arrivals, position, {}, &Arrival::position);
    return arrival == arrivals.end() ? arrivals.back().time : arrival->time;
  }

  void collect_events() {
    attempt([&] {
      while (auto event = stream->listener.poll()) {
        const auto arrived = arrival_of(event->end);
        update.events.push_back({std::move(*event), arrived});
      }
      update.finished = end;
    });
  }

  void forget_arrivals(std::size_t position) {
    const auto history = static_cast<std::size_t>(stream->rate) * kArrivalHistory;
    auto& arrivals = stream->taken_arrivals;
    while (!arrivals.empty() && arrivals.front().position + history < position) {
      arrivals.pop_front();
    }
  }
};

StreamScheduler::StreamScheduler(Model model, const ServeOptions& options, Metrics& metrics,
                                 Predict predict)
    : model_(std::move(model)),
      max_streams_(options.max_streams),
      max_backlog_(options.max_backlog),
      threads_(options.threads),
      metrics_(metrics),
      predict_(std::move(predict)),
      thread_([this] { run(); }) {}

StreamScheduler::~StreamScheduler() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    while (!streams_.empty()) drop(streams_.begin());
  }
  changed_.notify_one();
  thread_.join();
}

std::variant<StreamScheduler::StreamId, Refusal> StreamScheduler::open(const StreamStart& start,
                                                                       Callback callback) {
  std::shared_ptr<Stream> stream;
  try {
    stream = std::make_shared<Stream>(model_.open_listener(start.sample_rate, start.options),
                                      start.sample_rate, std::move(callback));
  } catch (const Error& error) {
    return refusal_of(error);
  }
  const std::lock_guard lock(mutex_);
  if (streams_.size() >= max_streams_) {
    return Refusal{RefusalCode::busy, "server: has " + std::to_string(max_streams_) +
                                          " streams open; must be asked again later"};
  }
  stream->id = ++last_id_;
  streams_.emplace(last_id_, std::move(stream));
  ++metrics_.streams;
  ++metrics_.streams_open;
  return last_id_;
}

std::optional<Refusal> StreamScheduler::push(StreamId id, std::span<const float> samples) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end() || found->second->ended || samples.empty()) return std::nullopt;
  Stream& stream = *found->second;
  if (stream.seconds(stream.arrived - stream.finished + samples.size()) > max_backlog_) {
    drop(found);
    return Refusal{RefusalCode::busy,
                   "stream: arrives faster than the server can predict it; must be opened again "
                   "later, and must not be sent faster than real time"};
  }
  stream.inbox.insert(stream.inbox.end(), samples.begin(), samples.end());
  stream.arrived += samples.size();
  stream.arrivals.push_back({stream.arrived, Clock::now()});
  if (!std::exchange(has_work_, true)) changed_.notify_one();
  return std::nullopt;
}

void StreamScheduler::end(StreamId id) {
  const std::lock_guard lock(mutex_);
  const auto found = streams_.find(id);
  if (found == streams_.end()) return;
  found->second->ended = true;
  if (!std::exchange(has_work_, true)) changed_.notify_one();
}

void StreamScheduler::remove(StreamId id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = streams_.find(id); found != streams_.end()) drop(found);
}

void StreamScheduler::drop(Streams::iterator stream) {
  stream->second->dropped = true;
  streams_.erase(stream);
  --metrics_.streams_open;
}

void StreamScheduler::run() {
  Round round;
  while (collect(round)) {
    for (Work& work : round) work.push();
    predict(round);
    deliver(round);
  }
}

/// Adds new samples to the rest of the last round. Waits if there is neither. Returns false when
/// the scheduler is being destroyed.
bool StreamScheduler::collect(Round& round) {
  std::unique_lock lock(mutex_);
  do {
    std::erase_if(round, [](const Work& work) { return work.stream->dropped; });
    if (round.empty()) {
      changed_.wait(lock, [&] { return stopping_ || has_work_; });
      changed_.wait_until(lock, round_start_ + kRoundInterval, [&] { return stopping_; });
    }
    if (stopping_) return false;
    round_start_ = Clock::now();
    has_work_ = false;
    for (const auto& [id, stream] : streams_) {
      if (stream->has_work()) collect_stream(stream, round);
    }
  } while (round.empty());
  return true;
}

void StreamScheduler::collect_stream(const std::shared_ptr<Stream>& stream, Round& round) {
  Work work{.stream = stream, .samples = {}, .taken = round_start_, .update = {}};
  const auto most = static_cast<std::size_t>(std::ceil(kMaxOfStream * stream->rate));
  if (stream->inbox.size() <= most) {
    work.samples = std::exchange(stream->inbox, {});
    work.end = stream->end_taken = stream->ended;
  } else {
    const auto rest = stream->inbox.begin() + static_cast<std::ptrdiff_t>(most);
    work.samples.assign(stream->inbox.begin(), rest);
    stream->inbox.erase(stream->inbox.begin(), rest);
  }
  stream->taken_arrivals.insert(stream->taken_arrivals.end(), stream->arrivals.begin(),
                                stream->arrivals.end());
  stream->arrivals.clear();
  stream->in_round = true;
  round.push_back(std::move(work));
}

/// The streams whose windows are predicted in this round, oldest first, up to the limit of a round.
std::vector<StreamScheduler::Work*> StreamScheduler::most_urgent(Round& round) {
  std::vector<Work*> due;
  for (Work& work : round) {
    if (work.due()) due.push_back(&work);
  }
  std::ranges::sort(due, {}, [now = Clock::now()](const Work* work) {
    return std::pair(work->may_be_delayed(now), work->stream->id);
  });
  double left = kMaxPredicted;
  const auto rest = std::ranges::find_if(due, [&left](const Work* work) {
    const bool enough = left <= 0.0;
    left -= work->stream->listener.due_seconds();
    return enough;
  });
  due.erase(rest, due.end());
  return due;
}

void StreamScheduler::predict(Round& round) {
  const std::vector<Work*> due = most_urgent(round);
  std::vector<Listener*> listeners;
  listeners.reserve(due.size());
  for (Work* work : due) listeners.push_back(&work->stream->listener);
  if (listeners.empty()) return;
  try {
    predict_(listeners, threads_);
  } catch (...) {  // predicts each stream alone, to find the one that fails
    for (Work* work : due) {
      Listener* const listener = &work->stream->listener;
      work->attempt([&] { predict_(std::span(&listener, 1), threads_); });
    }
  }
}

/// Delivers the events of streams that have no more windows to predict, and removes these streams
/// from the round.
void StreamScheduler::deliver(Round& round) {
  const auto is_due = [](const Work& work) { return work.due(); };
  const auto done = std::stable_partition(round.begin(), round.end(), is_due);
  for (auto work = done; work != round.end(); ++work) work->collect_events();
  {
    const std::lock_guard lock(mutex_);
    for (auto work = done; work != round.end(); ++work) finish(*work);
  }
  for (auto work = done; work != round.end(); ++work) {
    if (work->stream) work->stream->callback(std::move(work->update));
  }
  round.erase(done, round.end());
}

/// Updates the state of a stream whose part of the round is finished. The mutex is locked.
void StreamScheduler::finish(Work& work) {
  Stream& stream = *work.stream;
  stream.finished += work.samples.size();
  stream.in_round = false;
  work.forget_arrivals(stream.finished);
  has_work_ = has_work_ || stream.has_work();
  if (stream.dropped) {
    work.stream.reset();
  } else if (work.update.finished || work.update.refusal) {
    drop(streams_.find(stream.id));
  }
}

}  // namespace emovox::server
