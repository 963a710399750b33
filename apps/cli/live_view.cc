// Events → a live line in a terminal, or plain lines where there is none.
//
//   0:01.2 – 0:05.1  anger       71 %   anger ▆ 71  boredom ▁ 2  fear ▂ 20
//   ▕█████████   ▏ anger       68 %   anger ▆ 68  boredom ▁ 3  fear ▂ 19
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "cli/event_writer.h"
#include "command/prediction_text.h"
#include "command/text.h"

namespace emovox::cli {
namespace {

constexpr auto kRedrawEvery = std::chrono::milliseconds(50);
constexpr std::string_view kEraseLine = "\r\x1b[K";
constexpr std::size_t kEmotionWidth = 8;  // columns, more where a label is longer

std::string trimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

/// From -60 dB of full scale to 0.
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
  LiveView(Screen screen, ListenFacts facts)
      : screen_(std::move(screen)), facts_(std::move(facts)), drawn_(screen_.now() - kRedrawEvery) {
    for (const auto& label : facts_.labels) {
      emotion_width_ =
          std::max(emotion_width_, command::display_width(label + command::kUncertain));
    }
  }

  void start() override { draw(); }

  void hear(std::span<const float> samples) override {
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
      if (!screen_.terminal) stay(command::clock(event.start) + "  somebody speaks");
      return;
    }
    last_ = event.prediction;
    const bool whole = event.kind == VoiceEventKind::utterance_end;
    if (whole || !screen_.terminal) stay(line_of(event));
  }

  void end(double duration) override {
    if (screen_.terminal) screen_.write(kEraseLine);
    if (last_ || speaking_) return;
    screen_.write("no speech in " + command::clock(duration) + "\n");
  }

 private:
  static constexpr std::size_t kLeastLabel = 3;  // columns

  /// Columns of each label, so that all fit with bars and numbers: the longest give way first.
  std::vector<std::size_t> label_widths(std::size_t columns) const {
    constexpr std::size_t kBeside = 8;  // of a bar, its number and what parts them
    std::vector<std::size_t> widths;
    std::size_t sum = 0;
    for (const auto& label : facts_.labels) {
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
    for (std::size_t i = 0; i < facts_.labels.size(); ++i) {
      const float share = prediction.probabilities[i];
      const std::string label = command::printable(facts_.labels[i]);
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

  /// A line that stays, above the live one.
  void stay(const std::string& line) {
    if (screen_.terminal) screen_.write(kEraseLine);
    screen_.write(trimmed(line) + "\n");
    draw();
  }

  /// No wider than the terminal: it would wrap, and \r would not come back to its beginning.
  void draw() {
    if (!screen_.terminal) return;
    screen_.write(std::string(kEraseLine) +
                  trimmed(command::fit_start(live_line(), screen_.columns - 1)));
  }

  Screen screen_;
  ListenFacts facts_;
  Screen::Clock::time_point drawn_;
  std::size_t emotion_width_ = kEmotionWidth;
  float peak_ = 0.0F;  // since the last drawing
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

std::unique_ptr<EventWriter> make_live_view(Screen screen, ListenFacts facts) {
  return std::make_unique<LiveView>(std::move(screen), std::move(facts));
}

}  // namespace emovox::cli
