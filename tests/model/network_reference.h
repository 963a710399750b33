// A second implementation of the forward pass, in double and straight from the equations: the
// oracle of network_test. Slow, and on purpose written unlike src/model.
#pragma once

#include <vector>

#include "emovox/features.h"
#include "model/model_file.h"

namespace emovox::model {

struct ReferencePosterior {
  std::vector<double> probabilities;
  std::vector<double> attention;
};

ReferencePosterior reference_forward(const ModelFile& file, const Features& features);

}  // namespace emovox::model
