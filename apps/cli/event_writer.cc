// Writes the events of a live voice as JSON lines, as a live line in a terminal, or as plain lines
// without a terminal.
//
//   0:01.2 – 0:05.1  anger       71 %   anger ▆ 71  boredom ▁ 2  fear ▂ 20
//   ▕█████████   ▏ anger       68 %   anger ▆ 68  boredom ▁ 3  fear ▂ 19
#include "cli/event_writer.h"

#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "command/prediction_json.h"
#include "command/text.h"

namespace emovox::cli {
namespace {

using Json = nlohmann::ordered_json;

class JsonEventWriter : public EventWriter {
 public:
  JsonEventWriter(command::Output& output, ListenInfo info)
      : output_(output), info_(std::move(info)) {}

  void start() override {
    write_line({{"type", "started"},
                {"model", info_.model},
                {"labels", info_.labels},
                {"sample_rate", info_.sample_rate}});
  }
  void add_samples(std::span<const float>) override {}
  void write(const VoiceEvent& event) override {
    write_line(command::to_json(event, info_.labels));
  }
  void end(double duration) override { write_line({{"type", "ended"}, {"duration", duration}}); }

 private:
  void write_line(const Json& object) {
    output_.write(object.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n");
    output_.flush();
  }

  command::Output& output_;
  ListenInfo info_;
};

}  // namespace

std::unique_ptr<EventWriter> make_json_event_writer(command::Output& output, ListenInfo info) {
  return std::make_unique<JsonEventWriter>(output, std::move(info));
}

namespace {

constexpr auto kRedrawEvery = std::chrono::milliseconds(50);
constexpr std::string_view kEraseLine = "\r\x1b[K";
constexpr std::size_t kEmotionWidth = 8;  // columns, more where a label is longer

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// A bar for the level from -60 to 0 dB of full scale.
std::string level_meter(float peak) {
  constexpr std::size_t kCells = 12;
  constexpr double kLeast = -60.0;  // dB
  const double level = std::max(kLeast, 20.0 * std::log10(std::max(peak, 1e-6F)));
  const auto full = static_cast<std::size_t>(
      std::lround(std::min(1.0, 1.0 - level / kLeast) * static_cast<double>(kCells)));
  std::string text = "▕";
  for (std::size_t i = 0; i < kCells; ++i) text += i < full ? "█" : " ";
  return text + "▏";
}

class LiveView : public EventWriter {
 public:
  LiveView(Screen screen, ListenInfo info)
      : screen_(std::move(screen)), info_(std::move(info)), drawn_(screen_.now() - kRedrawEvery) {
    for (const auto& label : info_.labels) {
      emotion_width_ =
          std::max(emotion_width_, command::display_width(label + command::kUncertain));
    }
  }

  void start() override { draw(); }

  void add_samples(std::span<const float> samples) override {
    for (const float sample : samples) peak_ = std::max(peak_, std::abs(sample));
    const auto now = screen_.now();
    if (!screen_.terminal || now - drawn_ < kRedrawEvery) return;
    drawn_ = now;
    draw();
    peak_ = 0.0F;
  }

  void write(const VoiceEvent& event) override {
    speaking_ = event.kind != VoiceEventKind::utterance_end;
    if (event.kind == VoiceEventKind::utterance_start) {
      last_.reset();
      if (!screen_.terminal) print_line(command::clock(event.start) + "  somebody speaks");
      return;
    }
    last_ = event.prediction;
    const bool whole = event.kind == VoiceEventKind::utterance_end;
    if (whole || !screen_.terminal) print_line(line_of(event));
  }

  void end(double duration) override {
    if (screen_.terminal) screen_.write(kEraseLine);
    if (last_ || speaking_) return;
    screen_.write("no speech in " + command::clock(duration) + "\n");
  }

 private:
  static constexpr std::size_t kLeastLabel = 3;  // columns

  /// Columns of each label. If not all fit with their bars and numbers, the longest are
  /// shortened.
  std::vector<std::size_t> label_widths(std::size_t columns) const {
    constexpr std::size_t kBeside = 8;  // columns of a bar, its number and the spaces
    std::vector<std::size_t> widths;
    std::size_t sum = 0;
    for (const auto& label : info_.labels) {
      widths.push_back(command::display_width(command::printable(label)));
      sum += widths.back() + kBeside;
    }
    for (; sum > columns; --sum) {
      std::size_t& widest = *std::ranges::max_element(widths);
      if (widest <= kLeastLabel) return {};
      --widest;
    }
    return widths;
  }

  /// "anger  71 %   anger ▆  71  boredom ▁   2", or "ang▆ bor▁" where it would not fit.
  std::string bars_of(const Prediction& prediction, std::size_t columns) const {
    std::string text = command::fit_start(command::emotion_text(prediction), emotion_width_);
    if (prediction.state != PredictionState::ok) return text;
    text += "  " + command::right_aligned(command::percent(prediction.confidence) + " %", 5) + " ";
    const std::size_t used = command::display_width(text);
    const auto widths = label_widths(std::max(columns, used) - used);
    for (std::size_t i = 0; i < info_.labels.size(); ++i) {
      const float share = prediction.probabilities[i];
      const std::string label = command::printable(info_.labels[i]);
      if (widths.empty()) {
        text.append(" ").append(command::fit_start(label, kLeastLabel)).append(command::bar(share));
      } else {
        text.append("  ").append(command::fit_start(label, widths[i])).append(" ");
        text.append(command::bar(share)).append(" ");
        text.append(command::right_aligned(command::percent(share), 3));
      }
    }
    return text;
  }

  std::string line_of(const VoiceEvent& event) const {
    const bool whole = event.kind == VoiceEventKind::utterance_end;
    const std::string head = command::clock(event.start) + " – " + command::clock(event.end) +
                             "  " +
                             (screen_.terminal ? ""
                              : whole          ? "whole   "
                                               : "window  ");
    return head + bars_of(event.prediction, screen_.columns - 1 - command::display_width(head));
  }

  std::string live_line() const {
    const std::string meter = level_meter(peak_) + " ";
    if (!speaking_) return meter + "no speech";
    if (!last_) return meter + "speaking";
    return meter + bars_of(*last_, screen_.columns - 1 - command::display_width(meter));
  }

  /// Prints a line above the live line.
  void print_line(const std::string& line) {
    if (screen_.terminal) screen_.write(kEraseLine);
    screen_.write(trimmed(line) + "\n");
    draw();
  }

  /// The line must be narrower than the terminal: if it wrapped, \r would return to the wrong line.
  void draw() {
    if (!screen_.terminal) return;
    screen_.write(std::string(kEraseLine) +
                  trimmed(command::fit_start(live_line(), screen_.columns - 1)));
  }

  Screen screen_;
  ListenInfo info_;
  Screen::Clock::time_point drawn_;
  std::size_t emotion_width_ = kEmotionWidth;
  float peak_ = 0.0F;  // peak since the line was last drawn
  bool speaking_ = false;
  std::optional<Prediction> last_;
};

}  // namespace

Screen Screen::of(command::Output& output) {
  return {.write =
              [&output](std::string_view text) {
                output.write(text);
                output.flush();
              },
          .now = [] { return Clock::now(); },
          .columns = std::max<std::size_t>(40, command::terminal_columns(output.descriptor())),
          .terminal = isatty(output.descriptor()) != 0};
}

std::unique_ptr<EventWriter> make_live_view(Screen screen, ListenInfo info) {
  return std::make_unique<LiveView>(std::move(screen), std::move(info));
}

}  // namespace emovox::cli
