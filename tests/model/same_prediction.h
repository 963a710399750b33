// Equality of predictions to the last bit.
#pragma once

#include "emovox/model.h"

namespace emovox::model {

inline bool same(const Prediction& a, const Prediction& b) {
  return a.state == b.state && a.start == b.start && a.end == b.end && a.label == b.label &&
         a.confidence == b.confidence && a.uncertain == b.uncertain &&
         a.probabilities == b.probabilities && a.attention == b.attention;
}

}  // namespace emovox::model
