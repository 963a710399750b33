#include "evaluation/figure_style.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "evaluation/colour.h"

namespace emovox::evaluation {
namespace {

constexpr int kShades = 20;  // of a ramp: a step is 5 %

// Blue and orange after Okabe and Ito: told apart by colour-blind eyes.
constexpr std::string_view kLight = R"css(
.fig { font-family: system-ui, "Segoe UI", "Noto Sans", "DejaVu Sans", sans-serif; font-size: 12px;
  font-variant-numeric: tabular-nums; }
.fig .page { fill: #ffffff; }
.fig text { fill: #1c1d20; }
.fig text.soft { fill: #5b5e66; }
.fig text.small { font-size: 10px; }
.fig text.bold { font-weight: 600; }
.fig .end { text-anchor: end; }
.fig .mid { text-anchor: middle; }
.fig .frame { stroke: #9a9da5; fill: none; stroke-width: 1; }
.fig .grid { stroke: #e3e5e9; stroke-width: 1; }
.fig .gap { stroke: #ffffff; stroke-width: 1; }
.fig .track { fill: #eceef2; }
.fig .dash { stroke: #24262b; stroke-width: 1.5; stroke-dasharray: 5 3; fill: none; }
.fig .one { fill: #0072b2; }
.fig .two { fill: #d55e00; }
.fig .one-line { stroke: #0072b2; stroke-width: 2; fill: none; stroke-linejoin: round; }
.fig .two-line { stroke: #d55e00; stroke-width: 2; fill: none; stroke-linejoin: round; }
.fig .one-band { fill: #0072b2; fill-opacity: .2; }
.fig .two-band { fill: #d55e00; fill-opacity: .2; }
.fig .dot { fill: #ffffff; stroke: #1c1d20; stroke-width: 1; }
.fig .mark { fill: #1c1d20; }
)css";

constexpr std::string_view kDark = R"css(
.fig .page { fill: #15171b; }
.fig text { fill: #e8e9ec; }
.fig text.soft { fill: #a3a7b1; }
.fig .frame { stroke: #6d717b; }
.fig .grid { stroke: #2b2f37; }
.fig .gap { stroke: #15171b; }
.fig .track { fill: #262a32; }
.fig .dash { stroke: #f2f3f5; }
.fig .one { fill: #56b4e9; }
.fig .two { fill: #f0a35e; }
.fig .one-line { stroke: #56b4e9; }
.fig .two-line { stroke: #f0a35e; }
.fig .one-band { fill: #56b4e9; fill-opacity: .3; }
.fig .two-band { fill: #f0a35e; fill-opacity: .3; }
.fig .dot { fill: #15171b; stroke: #e8e9ec; }
.fig .mark { fill: #e8e9ec; }
)css";

int shade_number(double share) {
  return static_cast<int>(std::lround(std::clamp(share, 0.0, 1.0) * kShades));
}

std::string class_name(char kind, double share, bool right) {
  return std::string(1, kind) + (right ? "r" : "w") + std::to_string(shade_number(share));
}

/// Rules of every shade of a ramp and of the ink on it.
void append_shades(std::string& css, Ramp ramp, bool right) {
  for (int shade = 0; shade <= kShades; ++shade) {
    const double share = static_cast<double>(shade) / kShades;
    const Colour colour = colour_at(ramp, share);
    css += ".fig ." + class_name('c', share, right) + "{fill:" + hex(colour) + "}.fig text." +
           class_name('t', share, right) + "{fill:" + hex(ink_on(colour)) + "}\n";
  }
}

}  // namespace

std::string cell_class(double share, bool right) { return class_name('c', share, right); }

std::string cell_text_class(double share, bool right) { return class_name('t', share, right); }

std::string figure_style() {
  std::string css(kLight);
  append_shades(css, Ramp::right, true);
  append_shades(css, Ramp::wrong, false);
  css += "@media screen and (prefers-color-scheme: dark) {";
  css += kDark;
  append_shades(css, Ramp::right_dark, true);
  append_shades(css, Ramp::wrong_dark, false);
  return css +
         "}\n@media print { .fig * { print-color-adjust: exact; "
         "-webkit-print-color-adjust: exact; } }\n";
}

}  // namespace emovox::evaluation
