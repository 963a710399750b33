// Metrics of one training epoch, and learning curves made of them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evaluation/learning_curves.h"

namespace emovox::training {

/// Checkpoints and learning curves keep what visit_metrics lists.
struct EpochReport {
  int epoch = 0;  // from 1
  int epochs = 0;
  double loss = 0.0;      // mean over the epoch's utterances, in training mode (with dropout)
  double accuracy = 0.0;  // share of them predicted right, in training mode
  std::optional<double> held_out_loss = {};  // on the validation speakers, if there are any
  std::optional<double> held_out_ua = {};

  /// Each metric is a double, or an optional double that some epochs lack.
  template <class Self, class Visitor>
  static void visit_metrics(Self& self, Visitor&& visit) {
    visit("loss", self.loss);
    visit("accuracy", self.accuracy);
    visit("held_out_loss", self.held_out_loss);
    visit("held_out_ua", self.held_out_ua);
  }
};

/// The training that a curve belongs to.
struct CurveOwner {
  std::uint64_t seed = 0;
  std::string fold;
};

/// The columns are those that EpochReport::visit_metrics lists.
evaluation::LearningCurves to_learning_curves(const std::vector<EpochReport>& epochs,
                                              const CurveOwner& owner);

/// The reports of one training. Columns of other names are skipped; `epochs` is not stored and
/// stays 0.
std::vector<EpochReport> to_epoch_reports(const evaluation::LearningCurves& curves);

}  // namespace emovox::training
