#include "evaluation/plot.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include "evaluation/html.h"

namespace emovox::evaluation {
namespace {

std::string label_of(const Scale& scale, double value, double distance) {
  return scale.percent ? percent(value, 0) + " %" : tick_text(value, distance);
}

double distance_of(const std::vector<double>& ticks) {
  return ticks.size() > 1 ? ticks[1] - ticks[0] : 1.0;
}

}  // namespace

std::vector<double> round_ticks(double low, double high, int wanted) {
  const double range = high - low;
  if (!(range > 0.0) || wanted < 1) return {low};
  const double raw = range / wanted;
  const double power = std::pow(10.0, std::floor(std::log10(raw)));
  double step = 10.0 * power;
  for (const double factor : {1.0, 2.0, 5.0}) {
    if (factor * power >= raw * 0.999) {
      step = factor * power;
      break;
    }
  }
  std::vector<double> ticks;
  const double first = std::ceil(low / step - 1e-9);
  for (double n = first; n * step <= high + 1e-9 * range; ++n) ticks.push_back(n * step + 0.0);
  return ticks;
}

std::string tick_text(double value, double distance) {
  const int decimals = std::clamp(static_cast<int>(std::ceil(-std::log10(distance) - 1e-9)), 0, 6);
  std::array<char, 64> text{};
  const auto [end, error] =
      std::to_chars(text.data(), text.data() + text.size(), value == 0.0 ? 0.0 : value,
                    std::chars_format::fixed, decimals);
  return error == std::errc{} ? std::string(text.data(), end) : "?";
}

Plot::Plot(const Box& inside, double x_low, double x_high, double y_low, double y_high)
    : box(inside),
      x{x_low, x_high, inside.x, inside.right()},
      y{y_low, y_high, inside.bottom(), inside.y} {}

void Plot::draw_x(Svg& svg, const Scale& scale) const {
  const auto ticks = round_ticks(x.low, x.high, scale.wanted);
  for (const double tick : ticks) {
    svg.line({x.at(tick), box.y}, {x.at(tick), box.bottom()}, "grid");
    svg.text({x.at(tick), box.bottom() + 15}, label_of(scale, tick, distance_of(ticks)),
             "soft small mid");
  }
  svg.text({box.x + box.width / 2, box.bottom() + 31}, scale.caption, "soft mid");
}

void Plot::draw_axes(Svg& svg, const Scale& across, const Scale& upwards) const {
  draw_x(svg, across);
  const auto ticks = round_ticks(y.low, y.high, upwards.wanted);
  for (const double tick : ticks) {
    svg.line({box.x, y.at(tick)}, {box.right(), y.at(tick)}, "grid");
    svg.text({box.x - 6, y.at(tick) + 3.5}, label_of(upwards, tick, distance_of(ticks)),
             "soft small end");
  }
  svg.text({box.x, box.y - 8}, upwards.caption, "soft");
  svg.rect(box, "frame");
}

}  // namespace emovox::evaluation
