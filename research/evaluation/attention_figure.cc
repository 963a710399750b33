#include "evaluation/attention_figure.h"

#include <algorithm>
#include <cmath>

#include "evaluation/html.h"
#include "evaluation/png.h"
#include "evaluation/predictions.h"
#include "evaluation/svg.h"

namespace emovox::evaluation {

namespace {

constexpr double kLeft = 8.0;
constexpr double kWidth = 416.0;
constexpr double kWave = 48.0;  // heights
constexpr double kMel = 84.0;
constexpr double kAttention = 48.0;
constexpr double kTop = 24.0;
constexpr double kGap = 6.0;

void draw_wave(Svg& svg, const Box& box, const std::vector<WaveformRange>& waveform) {
  float peak = 1e-6f;
  for (const WaveformRange& range : waveform) peak = std::max({peak, range.high, -range.low});
  const double middle = box.y + box.height / 2;
  const double scale = box.height / 2 / static_cast<double>(peak);
  std::vector<Point> outline;
  const auto x_of = [&](std::size_t i) {
    return box.x +
           (static_cast<double>(i) + 0.5) * box.width / static_cast<double>(waveform.size());
  };
  for (std::size_t i = 0; i < waveform.size(); ++i) {
    outline.push_back({x_of(i), middle - scale * static_cast<double>(waveform[i].high)});
  }
  for (std::size_t i = waveform.size(); i-- > 0;) {
    outline.push_back({x_of(i), middle - scale * static_cast<double>(waveform[i].low)});
  }
  svg.polygon(outline, "one");
}

/// Draws the highest band on top; the loudest value is lightest, 80 dB below it is darkest.
IndexedPicture picture_of(const Illustration& shown) {
  constexpr float kRange = 80.0f;   // dB
  constexpr float kShades = 51.0f;  // of 255 possible ones: a smaller file that looks the same
  IndexedPicture picture;
  picture.height = shown.bands;
  picture.width = shown.bands == 0 ? 0 : shown.log_mel.size() / shown.bands;
  picture.indices.resize(picture.width * picture.height);
  const float loudest = *std::max_element(shown.log_mel.begin(), shown.log_mel.end());
  for (std::size_t t = 0; t < picture.width; ++t) {
    for (std::size_t band = 0; band < shown.bands; ++band) {
      const float under = loudest - shown.log_mel[t * shown.bands + band];
      const float share = std::clamp(1.0f - under / kRange, 0.0f, 1.0f);
      picture.indices[(shown.bands - 1 - band) * picture.width + t] =
          static_cast<std::uint8_t>(5 * std::lround(kShades * share));
    }
  }
  return picture;
}

void draw_attention(Svg& svg, const Box& box, const Illustration& shown) {
  if (shown.attention.empty()) {
    svg.text({box.x + box.width / 2, box.y + box.height / 2}, "the model has no attention",
             "soft mid");
    return;
  }
  const float most = *std::max_element(shown.attention.begin(), shown.attention.end());
  std::vector<Point> area{{box.x, box.bottom()}};
  for (std::size_t i = 0; i < shown.attention.size(); ++i) {
    const double share = static_cast<double>(shown.attention[i]) / std::max(1e-12, double{most});
    const auto x = [&](std::size_t step) {
      const double time = static_cast<double>(step) * shown.attention_step;
      return box.x + box.width * std::min(1.0, time / shown.duration);
    };
    const double y = box.bottom() - share * (box.height - 4);
    area.push_back({x(i), y});
    area.push_back({x(i + 1), y});
  }
  area.push_back({area.back().x, box.bottom()});
  svg.polygon(area, "two");
}

std::string heading(const PredictionTable& table, const Illustration& shown) {
  const PredictionRow& row = shown.row;
  const std::string sure = " (" + percent(confidence_of(table, row), 1) + " %)";
  return row.predicted == row.emotion ? row.emotion + ", predicted as such" + sure
                                      : row.emotion + ", predicted as " + row.predicted + sure;
}

}  // namespace

Figure attention_figure(const PredictionTable& table, const Illustration& shown,
                        std::size_t number) {
  const Box wave{kLeft, kTop, kWidth, kWave};
  const Box mel{kLeft, wave.bottom() + kGap, kWidth, kMel};
  const Box attention{kLeft, mel.bottom() + kGap, kWidth, kAttention};
  Svg svg;
  svg.text({kLeft, 14}, heading(table, shown), "bold");
  svg.text({kLeft + kWidth, 14}, shortened(shown.row.file.substr(shared_folder(table).size()), 26),
           "soft small end");
  draw_wave(svg, wave, shown.waveform);
  const IndexedPicture picture = picture_of(shown);
  svg.image(mel, png_data_uri(encode_png(picture, Ramp::heat)));
  draw_attention(svg, attention, shown);
  svg.line({kLeft, attention.bottom()}, {kLeft + kWidth, attention.bottom()}, "frame");
  const Axis time{0.0, shown.duration, kLeft, kLeft + kWidth};
  const auto ticks = round_ticks(0.0, shown.duration, 5);
  for (const double tick : ticks) {
    svg.line({time.at(tick), attention.bottom()}, {time.at(tick), attention.bottom() + 4}, "frame");
    svg.text({time.at(tick), attention.bottom() + 15},
             tick_text(tick, ticks.size() > 1 ? ticks[1] : 1.0) + " s",
             tick == 0.0 ? "soft small" : "soft small mid");
  }
  return {"attention-" + std::to_string(number),
          "Waveform, log-mel spectrum and attention: " + heading(table, shown), kLeft * 2 + kWidth,
          attention.bottom() + 22, svg.str()};
}

}  // namespace emovox::evaluation
