// Sizes and names: no file that is too long to read, none that says nothing of what it holds.
#pragma once

#include <cstddef>

#include "structure/source_tree.h"

namespace emovox::structure {

inline constexpr std::size_t kLongestFile = 400;  // lines

/// Sources and scripts of more than kLongestFile lines.
Violations check_lengths(const SourceTree& tree);

/// Files and folders with util, common, helper or manager among the words of their names.
Violations check_names(const SourceTree& tree);

}  // namespace emovox::structure
