// What a training tells of its epochs ↔ learning curves.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evaluation/learning_curves.h"
#include "training/fit.h"

namespace emovox::training {

/// Whose curve it is.
struct CurveOwner {
  std::uint64_t seed = 0;
  std::string fold;
};

/// Columns as EpochReport::visit_figures lists them.
evaluation::LearningCurves to_learning_curves(const std::vector<EpochReport>& epochs,
                                              const CurveOwner& owner);

/// The reports of one training, back. Columns of other names are passed over; `epochs` is not kept
/// and stays 0.
std::vector<EpochReport> to_epoch_reports(const evaluation::LearningCurves& curves);

}  // namespace emovox::training
