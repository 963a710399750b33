// Writes the events of a live voice as JSON lines for programs or as a live view for people.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "command/command.h"
#include "emovox/listener.h"

namespace emovox::cli {

class EventWriter {
 public:
  virtual ~EventWriter() = default;
  virtual void start() = 0;
  virtual void add_samples(std::span<const float> samples) = 0;  // a block of the input
  virtual void write(const VoiceEvent& event) = 0;
  virtual void end(double duration) = 0;  // seconds of input
};

/// Facts about the model and the input that the writers show.
struct ListenInfo {
  std::string model;
  std::vector<std::string> labels;
  int sample_rate = 0;  // Hz of the input
};

/// JSON lines: started, the events, ended. `output` must outlive the writer.
std::unique_ptr<EventWriter> make_json_event_writer(command::Output& output, ListenInfo info);

/// The terminal on which a live view draws; tests replace it.
struct Screen {
  using Clock = std::chrono::steady_clock;
  std::function<void(std::string_view)> write;
  std::function<Clock::time_point()> now;
  std::size_t columns = 80;
  bool terminal = false;

  /// `output` must outlive the screen.
  static Screen of(command::Output& output);
};

/// On a terminal, a line with level, state and a bar for each emotion is redrawn, and above
/// it a line is added for each finished utterance. Elsewhere, each event is a plain line.
std::unique_ptr<EventWriter> make_live_view(Screen screen, ListenInfo info);

}  // namespace emovox::cli
