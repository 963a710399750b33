// A line of progress with time left, redrawn in place if standard error is a terminal.
#include "command/progress.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "command/text.h"

namespace emovox::command {
namespace {

constexpr auto kRedrawEvery = std::chrono::milliseconds(100);
constexpr std::string_view kEraseLine = "\r\x1b[K";

std::string two_digits(long long value) {
  std::string text = std::to_string(value);
  if (value < 10) text.insert(text.begin(), '0');
  return text;
}

std::string bar(double share, std::size_t cells) {
  const auto full = static_cast<std::size_t>(std::lround(share * static_cast<double>(cells)));
  std::string text = "▕";
  for (std::size_t i = 0; i < cells; ++i) text += i < full ? "█" : " ";
  return text + "▏";
}

Progress::Surroundings standard_error() {
  return {.write =
              [](std::string_view text) {
                [[maybe_unused]] const auto written =
                    ::write(STDERR_FILENO, text.data(), text.size());
              },
          .now = [] { return Progress::Clock::now(); },
          .columns = terminal_columns(STDERR_FILENO),
          .terminal = isatty(STDERR_FILENO) != 0};
}

}  // namespace

std::string spoken_duration(std::chrono::duration<double> duration) {
  const long long seconds = std::llround(std::max(0.0, duration.count()));
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 3600) {
    return std::to_string(seconds / 60) + " min " + two_digits(seconds % 60) + " s";
  }
  return std::to_string(seconds / 3600) + " h " + two_digits(seconds % 3600 / 60) + " min";
}

std::string progress_line(std::string_view task, std::size_t done, std::size_t total,
                          std::chrono::duration<double> elapsed, std::string_view note) {
  constexpr std::size_t kCells = 20;
  const double share =
      total == 0 ? 1.0 : static_cast<double>(std::min(done, total)) / static_cast<double>(total);
  std::string line(task);
  line += "  " + bar(share, kCells) + " " + std::to_string(std::lround(100.0 * share)) + " %  ";
  line += std::to_string(done) + "/" + std::to_string(total);
  if (share > 0.0 && share < 1.0) {
    line += "  " + spoken_duration(elapsed * ((1.0 - share) / share)) + " left";
  }
  if (!note.empty()) line.append("  ").append(note);
  return line;
}

Progress::Progress(std::string task, std::size_t total)
    : Progress(std::move(task), total, standard_error()) {}

Progress::Progress(std::string task, std::size_t total, Surroundings surroundings)
    : task_(std::move(task)),
      total_(total),
      surroundings_(std::move(surroundings)),
      started_(surroundings_.now()),
      drawn_(started_ - kRedrawEvery) {}

Progress::~Progress() { clear(); }

void Progress::start_at(std::size_t done) {
  first_ = done_ = done;
  started_ = surroundings_.now();
}

void Progress::update(std::size_t done, std::string_view note) {
  done_ = done;
  note_ = note;
  if (!surroundings_.terminal) {
    if (!note.empty()) log(note);
    return;
  }
  const auto now = surroundings_.now();
  if (now - drawn_ < kRedrawEvery && done < total_) return;
  drawn_ = now;
  draw();
}

void Progress::draw() {
  // Only this run's steps tell how long a step takes.
  const std::chrono::duration<double> elapsed = surroundings_.now() - started_;
  const double run = static_cast<double>(done_) - static_cast<double>(first_);
  const auto whole = run > 0.0 ? elapsed * (static_cast<double>(done_) / run) : elapsed;
  const std::string line = progress_line(task_, done_, total_, whole, note_);
  // A line as wide as the terminal would wrap, and \r would not come back to its beginning.
  std::string fitted = fit_start(printable(line), surroundings_.columns - 1);
  fitted.erase(fitted.find_last_not_of(' ') + 1);
  surroundings_.write(std::string(kEraseLine) + fitted);
  visible_ = true;
}

void Progress::log(std::string_view line) {
  clear();
  surroundings_.write(printable(line) + "\n");
  if (surroundings_.terminal && done_ > 0) draw();
}

void Progress::clear() {
  if (visible_) surroundings_.write(kEraseLine);
  visible_ = false;
}

}  // namespace emovox::command
