// A line of progress with time left. It is redrawn in place if standard error is a terminal;
// elsewhere only notes are printed, each on a line.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace emovox::command {

/// "3 min 20 s", "2 h 05 min", "12 s".
std::string spoken_duration(std::chrono::duration<double> duration);

/// "training  ▕█████     ▏ 50 %  12/24  3 min 20 s left  loss 0.61"
std::string progress_line(std::string_view task, std::size_t done, std::size_t total,
                          std::chrono::duration<double> elapsed, std::string_view note);

class Progress {
 public:
  using Clock = std::chrono::steady_clock;

  /// `total`: steps in all. Writes to standard error.
  Progress(std::string task, std::size_t total);
  /// For tests: the output, whether it is a terminal, its width, and the clock.
  struct Surroundings {
    std::function<void(std::string_view)> write;
    std::function<Clock::time_point()> now;
    std::size_t columns = 80;
    bool terminal = false;
  };
  Progress(std::string task, std::size_t total, Surroundings surroundings);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  /// Shows that `done` steps are finished; steps that an earlier run finished are passed to
  /// start_at.
  void update(std::size_t done, std::string_view note = {});
  void start_at(std::size_t done);

  /// Prints a line above the progress line; it stays.
  void log(std::string_view line);

  /// Removes the progress line.
  void clear();

 private:
  void draw();

  std::string task_;
  std::size_t total_;
  Surroundings surroundings_;
  Clock::time_point started_;
  Clock::time_point drawn_;
  std::size_t first_ = 0;  // done before this run
  std::size_t done_ = 0;
  std::string note_;
  bool visible_ = false;
};

}  // namespace emovox::command
