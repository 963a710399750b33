#include "evaluation/svg.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "evaluation/figure_style.h"
#include "evaluation/html.h"
#include "text/characters.h"
#include "text/number.h"

namespace emovox::evaluation {

namespace {

std::string svg_element(const Figure& figure, std::string_view attributes,
                        std::string_view before) {
  std::string text = "<svg";
  text.append(attributes)
      .append(" class=\"fig\" role=\"img\" viewBox=\"0 0 ")
      .append(svg_number(figure.width))
      .append(" ")
      .append(svg_number(figure.height))
      .append("\">\n<title>")
      .append(escape_html(figure.title))
      .append("</title>\n")
      .append(before)
      .append(figure.body)
      .append("</svg>\n");
  return text;
}

}  // namespace

std::string svg_number(double value) {
  const double rounded = std::round(value * 100.0) / 100.0 + 0.0;  // + 0.0: no "-0"
  return std::isfinite(value) ? text::plain_number(rounded) : "0";
}

double text_width(std::string_view text, double size) {
  constexpr double kMeanWidth = 0.56;  // of a sans-serif character, relative to the font size
  return kMeanWidth * size *
         static_cast<double>(std::count_if(text.begin(), text.end(), text::starts_character));
}

std::string shortened(std::string_view text, std::size_t characters) {
  std::size_t seen = 0;
  std::size_t cut = text.size();  // position before the last character that fits
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!text::starts_character(text[i])) continue;
    ++seen;
    if (seen == characters) cut = i;
    if (seen > characters) return std::string(text.substr(0, cut)) + "…";
  }
  return std::string(text);
}

Svg& Svg::open(std::string_view tag, std::string_view classes) {
  svg_.append("<").append(tag);
  if (!classes.empty()) svg_.append(" class=\"").append(classes).append("\"");
  return *this;
}

Svg& Svg::number(std::string_view name, double value) {
  svg_.append(" ").append(name).append("=\"").append(svg_number(value)).append("\"");
  return *this;
}

Svg& Svg::points(std::span<const Point> points) {
  svg_.append(" points=\"");
  for (const Point& point : points) {
    svg_.append(svg_number(point.x)).append(",").append(svg_number(point.y)).append(" ");
  }
  if (!points.empty()) svg_.pop_back();
  svg_.append("\"/>\n");
  return *this;
}

Svg& Svg::rect(const Box& box, std::string_view classes, double radius) {
  open("rect", classes).number("x", box.x).number("y", box.y);
  number("width", std::max(0.0, box.width)).number("height", std::max(0.0, box.height));
  if (radius > 0.0) number("rx", radius);
  svg_.append("/>\n");
  return *this;
}

Svg& Svg::line(Point from, Point to, std::string_view classes) {
  open("line", classes).number("x1", from.x).number("y1", from.y);
  number("x2", to.x).number("y2", to.y);
  svg_.append("/>\n");
  return *this;
}

Svg& Svg::circle(Point centre, double radius, std::string_view classes) {
  open("circle", classes).number("cx", centre.x).number("cy", centre.y).number("r", radius);
  svg_.append("/>\n");
  return *this;
}

Svg& Svg::diamond(Point centre, double radius, std::string_view classes) {
  const std::array<Point, 4> corners{{{centre.x - radius, centre.y},
                                      {centre.x, centre.y - radius},
                                      {centre.x + radius, centre.y},
                                      {centre.x, centre.y + radius}}};
  return polygon(corners, classes);
}

Svg& Svg::polyline(std::span<const Point> points, std::string_view classes) {
  return open("polyline", classes).points(points);
}

Svg& Svg::polygon(std::span<const Point> points, std::string_view classes) {
  return open("polygon", classes).points(points);
}

Svg& Svg::text(Point at, std::string_view data, std::string_view classes,
               std::string_view attributes) {
  open("text", classes).number("x", at.x).number("y", at.y);
  if (!attributes.empty()) svg_.append(" ").append(attributes);
  svg_.append(">").append(escape_html(data)).append("</text>\n");
  return *this;
}

Svg& Svg::image(const Box& box, std::string_view uri) {
  open("image", "").number("x", box.x).number("y", box.y);
  number("width", box.width).number("height", box.height);
  svg_.append(" preserveAspectRatio=\"none\" href=\"").append(uri).append("\"/>\n");
  return *this;
}

Svg& Svg::open_group(std::string_view title) {
  svg_.append("<g><title>").append(escape_html(title)).append("</title>\n");
  return *this;
}

Svg& Svg::close_group() {
  svg_.append("</g>\n");
  return *this;
}

std::string inline_svg(const Figure& figure) {
  return svg_element(figure, " style=\"width:" + svg_number(figure.width) + "px\"", "");
}

std::string standalone_svg(const Figure& figure) {
  Svg page;
  page.rect({0, 0, figure.width, figure.height}, "page");
  return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" +
         svg_element(figure,
                     " xmlns=\"http://www.w3.org/2000/svg\" width=\"" + svg_number(figure.width) +
                         "\" height=\"" + svg_number(figure.height) + "\"",
                     "<style>\n" + figure_style() + "</style>\n" + page.str());
}

// --- Axes ---------------------------------------------------------------------------------------

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
  return text::fixed_number(value == 0.0 ? 0.0 : value, decimals);
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
