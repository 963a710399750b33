#include "evaluation/figure_style.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

namespace emovox::evaluation {

// --- Colour ramps -------------------------------------------------------------------------------

namespace {

constexpr Colour kDarkInk{24, 25, 28};
constexpr Colour kLightInk{255, 255, 255};

// Equidistant colours of each ramp, chosen so that luminance rises or falls monotonically.
constexpr std::array<Colour, 6> kRight{{{247, 250, 253},
                                        {208, 225, 242},
                                        {148, 190, 222},
                                        {74, 142, 196},
                                        {24, 94, 160},
                                        {8, 48, 107}}};
constexpr std::array<Colour, 6> kWrong{{{253, 249, 246},
                                        {252, 222, 196},
                                        {247, 176, 122},
                                        {224, 122, 56},
                                        {178, 78, 18},
                                        {120, 45, 4}}};
constexpr std::array<Colour, 6> kRightDark{
    {{32, 35, 42}, {24, 52, 84}, {27, 84, 138}, {52, 122, 188}, {110, 168, 224}, {190, 220, 246}}};
constexpr std::array<Colour, 6> kWrongDark{
    {{32, 35, 42}, {74, 44, 24}, {124, 66, 26}, {180, 98, 40}, {226, 146, 84}, {246, 206, 170}}};
constexpr std::array<Colour, 9> kHeat{{{8, 8, 20},
                                       {40, 16, 84},
                                       {92, 26, 124},
                                       {146, 40, 122},
                                       {198, 66, 104},
                                       {236, 108, 78},
                                       {250, 162, 76},
                                       {252, 212, 120},
                                       {252, 248, 208}}};

std::span<const Colour> stations(Ramp ramp) {
  switch (ramp) {
    case Ramp::right: return kRight;
    case Ramp::wrong: return kWrong;
    case Ramp::right_dark: return kRightDark;
    case Ramp::wrong_dark: return kWrongDark;
    case Ramp::heat: break;
  }
  return kHeat;
}

std::uint8_t between(std::uint8_t from, std::uint8_t to, double share) {
  return static_cast<std::uint8_t>(std::lround(from + share * (to - from)));
}

double linear(std::uint8_t channel) {
  const double value = channel / 255.0;
  return value <= 0.04045 ? value / 12.92 : std::pow((value + 0.055) / 1.055, 2.4);
}

}  // namespace

Colour colour_at(Ramp ramp, double share) {
  const auto colours = stations(ramp);
  const double place = std::clamp(share, 0.0, 1.0) * static_cast<double>(colours.size() - 1);
  const auto below = std::min(static_cast<std::size_t>(place), colours.size() - 2);
  const double rest = place - static_cast<double>(below);
  const Colour& a = colours[below];
  const Colour& b = colours[below + 1];
  return {between(a.red, b.red, rest), between(a.green, b.green, rest),
          between(a.blue, b.blue, rest)};
}

double luminance(Colour colour) {
  return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green) + 0.0722 * linear(colour.blue);
}

double contrast(Colour a, Colour b) {
  const double one = luminance(a) + 0.05;
  const double other = luminance(b) + 0.05;
  return std::max(one, other) / std::min(one, other);
}

Colour ink_on(Colour background) {
  return contrast(background, kDarkInk) >= contrast(background, kLightInk) ? kDarkInk : kLightInk;
}

std::string hex(Colour colour) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t channel : {colour.red, colour.green, colour.blue}) {
    text += kDigits[channel >> 4];
    text += kDigits[channel & 15];
  }
  return text;
}

// --- The style sheet ----------------------------------------------------------------------------

namespace {

constexpr int kShades = 20;  // of a ramp: a step is 5 %

// Blue and orange after Okabe and Ito, which colour-blind readers can distinguish.
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
