// Comparisons as aligned tables, for people.
#pragma once

#include <span>
#include <string>

#include "evaluation/comparison.h"

namespace emovox::cli {

/// `comparisons`: of compare_with_first, at least one.
std::string comparison_text(std::span<const evaluation::Comparison> comparisons);

}  // namespace emovox::cli
