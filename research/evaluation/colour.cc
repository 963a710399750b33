#include "evaluation/colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

namespace emovox::evaluation {
namespace {

constexpr Colour kDarkInk{24, 25, 28};
constexpr Colour kLightInk{255, 255, 255};

// Equidistant stations of each ramp, chosen such that luminance rises or falls throughout.
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

}  // namespace emovox::evaluation
