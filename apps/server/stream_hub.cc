#include "server/stream_hub.h"

#include <algorithm>
#include <cmath>
#include <deque>
#include <exception>
#include <utility>

#include "emovox/error.h"

namespace emovox::server {
namespace {

using Clock = std::chrono::steady_clock;

// Rounds begin so far apart, so that what arrives in small pieces is not worth a round each.
constexpr std::chrono::milliseconds kRoundTime{5};
// Of one voice in a round, so that one that speaks faster than others can listen waits its turn.
constexpr double kMostOfOne = 0.5;  // seconds
// That a round judges, so that no event waits for many others: some 20 ms on two cores.
constexpr double kMostJudged = 60.0;  // seconds of sound
// More than this to judge at once is a long utterance that has ended. Its verdict may wait a while
// for windows, which are news only while they are fresh: many long utterances may end together.
constexpr double kLong = 8.0;  // seconds of sound
constexpr std::chrono::seconds kLongMayWait{2};
// How long before what was last heard a judgement may end: what the resampler holds, and more.
constexpr int kMostDelay = 1;  // seconds

struct Arrival {
  std::size_t position = 0;  // samples that had come by then
  Clock::time_point when;
};

Refusal internal_refusal() { return refusal_of(Error(ErrorCode::internal, "", "", "")); }

}  // namespace

struct StreamHub::Voice {
  Voice(Listener its_listener, int its_rate, Tell its_tell)
      : rate(its_rate), tell(std::move(its_tell)), listener(std::move(its_listener)) {}

  bool has_work() const { return !in_round && (!inbox.empty() || (ended && !end_taken)); }
  double seconds(std::size_t samples) const { return static_cast<double>(samples) / rate; }

  const int rate;  // Hz
  const Tell tell;

  // Under the hub's mutex.
  VoiceId id = 0;
  std::vector<float> inbox;       // arrived, in no round yet
  std::vector<Arrival> arrivals;  // of these
  std::size_t arrived = 0;        // samples
  std::size_t told = 0;           // samples that have been through a round
  bool in_round = false;          // takes no other turn until it has been told
  bool ended = false;
  bool end_taken = false;
  bool gone = false;

  // Of the hub's thread alone.
  Listener listener;
  std::deque<Arrival> heard;
};

/// A voice's part of a round.
struct StreamHub::Turn {
  std::shared_ptr<Voice> voice;
  std::vector<float> samples;
  bool end = false;  // after these samples
  Clock::time_point taken;
  bool heard = false;
  VoiceNews news;

  void fail(const char* why) {
    news.refusal = internal_refusal();
    news.failure = why;
  }

  /// Runs what may fail for this voice alone.
  template <class Work>
  void attempt(const Work& work) {
    if (news.refusal) return;
    try {
      work();
    } catch (const std::exception& error) {
      fail(error.what());
    } catch (...) {
      fail("something that is no exception was thrown");
    }
  }

  void hear() {
    if (std::exchange(heard, true)) return;
    attempt([&] {
      voice->listener.push(samples);
      if (end) voice->listener.end();
    });
  }

  bool waits() const { return !news.refusal && voice->listener.due() > 0; }

  bool may_wait(Clock::time_point now) const {
    return voice->listener.due_seconds() > kLong && now - taken < kLongMayWait;
  }

  /// When the last sample before `time` arrived.
  Clock::time_point spoken(double time) const {
    if (voice->heard.empty()) return Clock::now();
    const auto position = static_cast<std::size_t>(std::llround(time * voice->rate));
    const auto arrival = std::ranges::lower_bound(voice->heard, position, {}, &Arrival::position);
    return arrival == voice->heard.end() ? voice->heard.back().when : arrival->when;
  }

  void collect_events() {
    attempt([&] {
      while (auto event = voice->listener.poll()) {
        const auto when = spoken(event->end);
        news.events.push_back({std::move(*event), when});
      }
      news.over = end;
    });
  }

  void forget_arrivals(std::size_t position) {
    const auto delay = static_cast<std::size_t>(voice->rate) * kMostDelay;
    while (!voice->heard.empty() && voice->heard.front().position + delay < position) {
      voice->heard.pop_front();
    }
  }
};

StreamHub::StreamHub(Model model, const ServeOptions& options, Metrics& metrics, Judge judge)
    : model_(std::move(model)),
      max_streams_(options.max_streams),
      max_backlog_(options.max_backlog),
      threads_(options.threads),
      metrics_(metrics),
      judge_(std::move(judge)),
      thread_([this] { work(); }) {}

StreamHub::~StreamHub() {
  {
    const std::lock_guard lock(mutex_);
    quit_ = true;
    while (!voices_.empty()) let_go(voices_.begin());
  }
  changed_.notify_one();
  thread_.join();
}

std::variant<StreamHub::VoiceId, Refusal> StreamHub::open(const StreamStart& start, Tell tell) {
  std::shared_ptr<Voice> voice;
  try {
    voice = std::make_shared<Voice>(model_.open_listener(start.sample_rate, start.options),
                                    start.sample_rate, std::move(tell));
  } catch (const Error& error) {
    return refusal_of(error);
  }
  const std::lock_guard lock(mutex_);
  if (voices_.size() >= max_streams_) {
    return Refusal{RefusalCode::busy, "server: has " + std::to_string(max_streams_) +
                                          " streams open; must be asked again later"};
  }
  voice->id = ++last_voice_;
  voices_.emplace(last_voice_, std::move(voice));
  ++metrics_.streams;
  ++metrics_.streams_open;
  return last_voice_;
}

std::optional<Refusal> StreamHub::push(VoiceId id, std::span<const float> samples) {
  const std::lock_guard lock(mutex_);
  const auto found = voices_.find(id);
  if (found == voices_.end() || found->second->ended || samples.empty()) return std::nullopt;
  Voice& voice = *found->second;
  if (voice.seconds(voice.arrived - voice.told + samples.size()) > max_backlog_) {
    let_go(found);
    return Refusal{RefusalCode::busy,
                   "stream: more of it came than the server judges in time; must be asked again "
                   "later, and come no faster than it is spoken"};
  }
  voice.inbox.insert(voice.inbox.end(), samples.begin(), samples.end());
  voice.arrived += samples.size();
  voice.arrivals.push_back({voice.arrived, Clock::now()});
  if (!std::exchange(work_, true)) changed_.notify_one();
  return std::nullopt;
}

void StreamHub::end(VoiceId id) {
  const std::lock_guard lock(mutex_);
  const auto found = voices_.find(id);
  if (found == voices_.end()) return;
  found->second->ended = true;
  if (!std::exchange(work_, true)) changed_.notify_one();
}

void StreamHub::leave(VoiceId id) {
  const std::lock_guard lock(mutex_);
  if (const auto found = voices_.find(id); found != voices_.end()) let_go(found);
}

void StreamHub::let_go(std::map<VoiceId, std::shared_ptr<Voice>>::iterator voice) {
  voice->second->gone = true;
  voices_.erase(voice);
  --metrics_.streams_open;
}

void StreamHub::work() {
  Round round;
  while (take_turns(round)) {
    for (Turn& turn : round) turn.hear();
    judge(round);
    tell(round);
  }
}

/// Adds to what is left of the round before; waits where nothing is. False: it is over.
bool StreamHub::take_turns(Round& round) {
  std::unique_lock lock(mutex_);
  do {
    std::erase_if(round, [](const Turn& turn) { return turn.voice->gone; });
    if (round.empty()) {
      changed_.wait(lock, [&] { return quit_ || work_; });
      changed_.wait_until(lock, round_began_ + kRoundTime, [&] { return quit_; });
    }
    if (quit_) return false;
    round_began_ = Clock::now();
    work_ = false;
    for (const auto& [id, voice] : voices_) {
      if (voice->has_work()) take_turn(voice, round);
    }
  } while (round.empty());
  return true;
}

void StreamHub::take_turn(const std::shared_ptr<Voice>& voice, Round& round) {
  Turn turn{.voice = voice, .samples = {}, .taken = round_began_, .news = {}};
  const auto most = static_cast<std::size_t>(std::ceil(kMostOfOne * voice->rate));
  if (voice->inbox.size() <= most) {
    turn.samples = std::exchange(voice->inbox, {});
    turn.end = voice->end_taken = voice->ended;
  } else {
    const auto rest = voice->inbox.begin() + static_cast<std::ptrdiff_t>(most);
    turn.samples.assign(voice->inbox.begin(), rest);
    voice->inbox.erase(voice->inbox.begin(), rest);
  }
  voice->heard.insert(voice->heard.end(), voice->arrivals.begin(), voice->arrivals.end());
  voice->arrivals.clear();
  voice->in_round = true;
  round.push_back(std::move(turn));
}

/// The most urgent of what waits, as much as a round takes: the oldest voices first.
std::vector<StreamHub::Turn*> StreamHub::most_urgent(Round& round) {
  std::vector<Turn*> waiting;
  for (Turn& turn : round) {
    if (turn.waits()) waiting.push_back(&turn);
  }
  std::ranges::sort(waiting, {}, [now = Clock::now()](const Turn* turn) {
    return std::pair(turn->may_wait(now), turn->voice->id);
  });
  double left = kMostJudged;
  const auto rest = std::ranges::find_if(waiting, [&left](const Turn* turn) {
    const bool enough = left <= 0.0;
    left -= turn->voice->listener.due_seconds();
    return enough;
  });
  waiting.erase(rest, waiting.end());
  return waiting;
}

void StreamHub::judge(Round& round) {
  const std::vector<Turn*> turns = most_urgent(round);
  std::vector<Listener*> listeners;
  listeners.reserve(turns.size());
  for (Turn* turn : turns) listeners.push_back(&turn->voice->listener);
  if (listeners.empty()) return;
  try {
    judge_(listeners, threads_);
  } catch (...) {  // which of them it was shows where each is judged alone
    for (Turn* turn : turns) {
      Listener* const listener = &turn->voice->listener;
      turn->attempt([&] { judge_(std::span(&listener, 1), threads_); });
    }
  }
}

/// Those for whom nothing waits any more leave the round.
void StreamHub::tell(Round& round) {
  const auto waits = [](const Turn& turn) { return turn.waits(); };
  const auto done = std::stable_partition(round.begin(), round.end(), waits);
  for (auto turn = done; turn != round.end(); ++turn) turn->collect_events();
  {
    const std::lock_guard lock(mutex_);
    for (auto turn = done; turn != round.end(); ++turn) settle(*turn);
  }
  for (auto turn = done; turn != round.end(); ++turn) {
    if (turn->voice) turn->voice->tell(std::move(turn->news));
  }
  round.erase(done, round.end());
}

/// What a round has done for a voice, in the hub's books.
void StreamHub::settle(Turn& turn) {
  Voice& voice = *turn.voice;
  voice.told += turn.samples.size();
  voice.in_round = false;
  turn.forget_arrivals(voice.told);
  work_ = work_ || voice.has_work();
  if (voice.gone) {
    turn.voice.reset();
  } else if (turn.news.over || turn.news.refusal) {
    let_go(voices_.find(voice.id));
  }
}

}  // namespace emovox::server
