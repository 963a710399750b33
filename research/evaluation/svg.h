// SVG drawings and plots with axes, inline in a page or as a file. All text is escaped, so that
// data cannot break the markup. Colours are classes of figure_style(), so that a figure is readable
// on light pages, dark pages and paper.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::evaluation {

/// A box in units of the drawing; x points right, y down.
struct Point {
  double x = 0.0;
  double y = 0.0;
};

struct Box {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
};

/// Builds a drawing from back to front. Class names and attributes must be constants, never data.
class Svg {
 public:
  Svg& rect(const Box& box, std::string_view classes, double radius = 0.0);
  Svg& line(Point from, Point to, std::string_view classes);
  Svg& circle(Point centre, double radius, std::string_view classes);
  /// A square on its corner.
  Svg& diamond(Point centre, double radius, std::string_view classes);
  Svg& polyline(std::span<const Point> points, std::string_view classes);
  Svg& polygon(std::span<const Point> points, std::string_view classes);
  /// With the classes "end" and "mid", `at` is the end or middle of the text; otherwise its
  /// beginning.
  Svg& text(Point at, std::string_view data, std::string_view classes = "",
            std::string_view attributes = "");
  /// An image stretched to the box; `uri` is a data URI of a picture (png.h).
  Svg& image(const Box& box, std::string_view uri);
  /// Everything drawn until close_group() shows `title` as its tooltip.
  Svg& open_group(std::string_view title);
  Svg& close_group();

  const std::string& str() const { return svg_; }

 private:
  Svg& open(std::string_view tag, std::string_view classes);
  Svg& number(std::string_view name, double value);
  Svg& points(std::span<const Point> points);

  std::string svg_;
};

struct Figure {
  std::string name;   // name of its file without ".svg"; a constant, never data
  std::string title;  // a sentence that says what the figure shows
  double width = 0.0;
  double height = 0.0;
  std::string body;  // result of Svg::str()
};

/// <svg> within a page whose style has figure_style().
std::string inline_svg(const Figure& figure);

/// A whole SVG file with its style.
std::string standalone_svg(const Figure& figure);

/// At most two decimals: "12.5".
std::string svg_number(double value);

/// Width of a text in units of the drawing, estimated, at `size` units a line.
double text_width(std::string_view text, double size = 12.0);

/// `text`, shortened to at most this many characters with "…" at its end.
std::string shortened(std::string_view text, std::size_t characters);

/// A linear scale: maps [low, high] of the data to [from, to] of the drawing.
struct Axis {
  double low = 0.0;
  double high = 1.0;
  double from = 0.0;
  double to = 1.0;

  double at(double value) const { return from + (value - low) / (high - low) * (to - from); }
};

/// About `wanted` round numbers within [low, high]: 1, 2 or 5 times a power of ten apart.
std::vector<double> round_ticks(double low, double high, int wanted = 5);

/// With as few decimals as the distance of the ticks allows: "0.5", "50".
std::string tick_text(double value, double distance);

/// The labels of an axis.
struct Scale {
  std::string caption;
  bool percent = false;  // shares, written as percentages
  int wanted = 5;        // ticks
};

/// A frame with two axes. `box` is the inside; captions and tick labels are left and below.
struct Plot {
  Box box;
  Axis x, y;

  Plot(const Box& inside, double x_low, double x_high, double y_low, double y_high);
  Point at(double x_value, double y_value) const { return {x.at(x_value), y.at(y_value)}; }
  void draw_axes(Svg& svg, const Scale& across, const Scale& upwards) const;
  void draw_x(Svg& svg, const Scale& scale) const;
};

}  // namespace emovox::evaluation
