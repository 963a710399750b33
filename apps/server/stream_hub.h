// Many voices, judged together on a thread of their own, apart from whoever moves bytes.
//
// The thread works in rounds: it takes a little of what has arrived for each voice, finds what is
// to be judged, judges as much as takes a moment in shared batches, and tells each voice its
// events; the rest is for the next round. Voices that came first go first: what the machine cannot
// do is missing at the newest voices, which are refused once too much of them waits, and the others
// never notice.
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
#include "server/protocol.h"
#include "server/refusal.h"
#include "server/serve_options.h"

namespace emovox::server {

struct HeardEvent {
  VoiceEvent event;
  std::chrono::steady_clock::time_point spoken;  // an emotion's: when its last sample arrived
};

/// What came of a voice in a round.
struct VoiceNews {
  std::vector<HeardEvent> events;
  bool over = false;               // it has ended, and these are its last events
  std::optional<Refusal> refusal;  // it was given up; nothing follows
  std::string failure;             // of the server, for its log
};

/// Safe from many threads.
class StreamHub {
 public:
  using VoiceId = std::uint64_t;
  /// Called on the hub's thread, in order, perhaps once more while leave() is called. May not
  /// throw, nor call the hub.
  using Tell = std::function<void(VoiceNews)>;
  using Judge = std::function<void(std::span<Listener* const> listeners, std::size_t threads)>;

  /// Uses max_streams, max_backlog and threads of the options. `metrics` must outlive it.
  StreamHub(Model model, const ServeOptions& options, Metrics& metrics, Judge judge = predict_due);
  /// Lets go of every voice; none is told anything afterwards.
  ~StreamHub();
  StreamHub(const StreamHub&) = delete;
  StreamHub& operator=(const StreamHub&) = delete;

  const Model& model() const noexcept { return model_; }

  /// A new voice, or why there is none: busy, or what no listener can have.
  std::variant<VoiceId, Refusal> open(const StreamStart& start, Tell tell);

  /// Samples that have just arrived. Refused as busy where more than max_backlog seconds would
  /// wait; then the voice is let go. A voice that is not there takes nothing.
  std::optional<Refusal> push(VoiceId voice, std::span<const float> samples);

  /// No more samples come: the rest is told, the last news is `over`.
  void end(VoiceId voice);

  /// Lets go of a voice at any moment, known or not.
  void leave(VoiceId voice);

 private:
  struct Voice;
  struct Turn;
  using Round = std::vector<Turn>;

  void work();
  bool take_turns(Round& round);
  void take_turn(const std::shared_ptr<Voice>& voice, Round& round);
  static std::vector<Turn*> most_urgent(Round& round);
  void judge(Round& round);
  void tell(Round& round);
  void settle(Turn& turn);
  void let_go(std::map<VoiceId, std::shared_ptr<Voice>>::iterator voice);

  const Model model_;
  const std::size_t max_streams_;
  const double max_backlog_;  // seconds
  const std::size_t threads_;
  Metrics& metrics_;
  const Judge judge_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::map<VoiceId, std::shared_ptr<Voice>> voices_;  // the oldest first
  VoiceId last_voice_ = 0;
  bool work_ = false;  // something has come since the last round, or was left by it
  bool quit_ = false;
  std::chrono::steady_clock::time_point round_began_;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace emovox::server
