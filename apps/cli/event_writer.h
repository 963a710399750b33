// What is heard → a line a event for machines, or a live view for people.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command/output.h"
#include "emovox/listener.h"

namespace emovox::cli {

class EventWriter {
 public:
  virtual ~EventWriter() = default;
  virtual void start() = 0;
  virtual void hear(std::span<const float> samples) = 0;  // a block that was pushed
  virtual void write(const VoiceEvent& event) = 0;
  virtual void end(double duration) = 0;  // seconds heard
};

/// What the writers say of the model.
struct ListenFacts {
  std::string model;
  std::vector<std::string> labels;
  int sample_rate = 0;  // Hz of what is heard
};

/// JSON, an object a line: started, the events, ended. `output` must outlive the writer.
std::unique_ptr<EventWriter> make_event_lines(command::Output& output, ListenFacts facts);

/// Where a live view draws; for tests, too.
struct Screen {
  using Clock = std::chrono::steady_clock;
  std::function<void(std::string_view)> write;
  std::function<Clock::time_point()> now;
  std::size_t columns = 80;
  bool terminal = false;

  /// `output` must outlive the screen.
  static Screen of(command::Output& output);
};

/// On a terminal: a line that moves, with level, state and a bar an emotion, and above it a line
/// for each utterance that has ended. Elsewhere: a plain line an event.
std::unique_ptr<EventWriter> make_live_view(Screen screen, ListenFacts facts);

}  // namespace emovox::cli
