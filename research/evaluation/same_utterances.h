// Whether two runs may be compared at all: same track, labels and utterances.
#pragma once

#include "evaluation/run_results.h"

namespace emovox::evaluation {

/// Throws invalid_argument, naming the second run and the first thing that differs.
void check_comparable(const RunResults& first, const RunResults& second);

}  // namespace emovox::evaluation
