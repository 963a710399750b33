// A second implementation of the forward pass, in double and straight from the equations: the
// oracle of network_test. It is slow and deliberately written in another way than src/model.
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
