// The style of figures: colours and fonts for light pages, dark pages and paper. The lightness of a
// colour ramp follows the value, so that values differ for colour-blind readers and in grey
// print.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace emovox::evaluation {

/// Style sheet of all classes that figures use. It has no CSS variables, so that drawing programs
/// can read it too.
std::string figure_style();

/// CSS class of a cell that shows a share in [0, 1] of right or of wrong predictions.
std::string cell_class(double share, bool right);

/// CSS class of the text on that cell.
std::string cell_text_class(double share, bool right);

struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;

  bool operator==(const Colour&) const = default;
};

/// The use of a ramp. Greater values are darker on a light page and lighter on a dark page.
enum class Ramp {
  right,       // blue, light page
  wrong,       // orange, light page
  right_dark,  // the same on a dark page
  wrong_dark,
  heat  // dark to light through purple and orange: pictures of spectra
};

/// The colour at `share` of the ramp; shares outside [0, 1] are those of its ends.
Colour colour_at(Ramp ramp, double share);

/// Relative luminance in [0, 1] (WCAG 2.2).
double luminance(Colour colour);

/// Contrast ratio of two colours, from 1 to 21 (WCAG 2.2).
double contrast(Colour a, Colour b);

/// Near-black or white: the one with more contrast on `background`.
Colour ink_on(Colour background);

/// "#1c1d20".
std::string hex(Colour colour);

}  // namespace emovox::evaluation
