// How figures look: on light and dark pages and on paper.
#pragma once

#include <cstddef>
#include <string>

namespace emovox::evaluation {

/// Style sheet of every class that figures use. No variables, so that drawing programs read it too.
std::string figure_style();

/// Class of a cell that stands for `share` in [0, 1]: of what is right or of what is wrong.
std::string cell_class(double share, bool right);

/// Class of the text on that cell.
std::string cell_text_class(double share, bool right);

}  // namespace emovox::evaluation
