// Axes of a figure: data ↔ units of the drawing, round ticks, grid and labels.
#pragma once

#include <string>
#include <vector>

#include "evaluation/svg.h"

namespace emovox::evaluation {

/// One direction: `low` of the data lies at `from` of the drawing, `high` at `to`.
struct Axis {
  double low = 0.0;
  double high = 1.0;
  double from = 0.0;
  double to = 1.0;

  double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

/// About `wanted` round numbers within [low, high]: 1, 2 or 5 times a power of ten apart.
std::vector<double> round_ticks(double low, double high, int wanted = 5);

/// As short as the ticks' distance allows: "0.5", "50".
std::string tick_text(double value, double distance);

/// How an axis is written.
struct Scale {
  std::string caption;
  bool percent = false;  // shares, written as percentages
  int wanted = 5;        // ticks
};

/// A frame with two axes. `box` is the inside; captions and tick labels stand left and below.
struct Plot {
  Box box;
  Axis x, y;

  Plot(const Box& inside, double x_low, double x_high, double y_low, double y_high);
  Point at(double x_value, double y_value) const { return {x.at(x_value), y.at(y_value)}; }
  void draw_axes(Svg& svg, const Scale& across, const Scale& upwards) const;
  void draw_x(Svg& svg, const Scale& scale) const;
};

}  // namespace emovox::evaluation
