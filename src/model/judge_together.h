// Stretches of many voices → their predictions, in batches that share the weights.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "emovox/model.h"

namespace emovox {
class Network;
}

namespace emovox::model {

struct Stretch {
  const Network* network = nullptr;
  std::span<const float> samples;    // at the network's rate
  Prediction* prediction = nullptr;  // where the answer goes; its times count from the first sample
};

/// Each gets what it would get alone. threads: at most so many, 0 for as many as the machine runs.
/// Where it throws, some predictions may have been written.
void judge_together(std::vector<Stretch> stretches, std::size_t threads);

}  // namespace emovox::model
