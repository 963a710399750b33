// Counts of right and wrong by class, and the figures that follow from them: WA, UA, macro F1.
// Every figure comes from counts alone, so that the order of rows cannot change a digit.
//   recall = right / spoken, precision = right / predicted, F1 = 2 right / (spoken + predicted);
//   WA = Σ right / Σ spoken, UA and macro F1 = means of recall and F1 over the classes spoken.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// Of one class, in utterances.
struct ClassCount {
  std::size_t spoken = 0;     // it was the truth
  std::size_t predicted = 0;  // it was the prediction
  std::size_t right = 0;      // it was both

  double recall() const;     // 0 where never spoken
  double precision() const;  // 0 where never predicted
  double f1() const;         // 0 where neither
};

using ClassCounts = std::vector<ClassCount>;  // [labels]

/// The figures that are quoted of one set of utterances, shares in [0, 1].
struct Figures {
  double wa = 0.0;
  double ua = 0.0;
  double macro_f1 = 0.0;
};

/// Where `label` stands in the table's labels; throws invalid_argument where it does not.
std::size_t label_index(const PredictionTable& table, const std::string& label);

ClassCounts class_counts(const Confusion& confusion);

/// Adds `times` times what `some` counts, of as many labels.
void add_counts(ClassCounts& sum, const ClassCounts& some, std::size_t times);

/// Zeros where nothing was counted.
Figures figures_of(const ClassCounts& counts);

}  // namespace emovox::evaluation
