// Rules for files by themselves: none is too long to read, none has a name that says nothing of
// what it holds, and only one place of the library asks for the number of processors.
#pragma once

#include <cstddef>

#include "structure/source_tree.h"

namespace emovox::structure {

inline constexpr std::size_t kLongestFile = 400;  // lines

/// Sources and scripts of more than kLongestFile lines.
Violations check_lengths(const SourceTree& tree);

/// Files and folders with util, common, helper or manager among the words of their names.
Violations check_names(const SourceTree& tree);

/// The source that may ask for the number of processors. What it loads keeps the number of threads,
/// so that a caller's LoadOptions::threads holds everywhere.
inline constexpr char kAsksForProcessors[] = "src/model/model.cc";

/// Other files of src/ that ask for the number of processors.
Violations check_processor_counts(const SourceTree& tree);

}  // namespace emovox::structure
