// One utterance of 3 s through a random network of the paper's size (plain cell, so that every
// peer can compute it), forward only.
#pragma once

#include <memory>
#include <string>

#include "bench/contender.h"
#include "emovox/features.h"
#include "model/model_file.h"

namespace emovox::bench {

/// Weights and features of the utterance, the same in every run.
struct SingleUtterance {
  SingleUtterance();
  model::ModelFile file;
  Features features;  // 301 frames
};

/// Network::lstm_outputs, normalisation included.
std::unique_ptr<Inference> make_network(const SingleUtterance& utterance,
                                        WeightPrecision precision = WeightPrecision::float32);

/// The input of the peers: the network's weights and its normalised inputs.
Problem problem_of(const SingleUtterance& utterance);

/// Writes it for peers outside this program as raw float32 files in `folder`: <tensor>.f32,
/// x0.f32, x1.f32 and our outputs h.f32 [T, 4H].
void write_single(const SingleUtterance& utterance, const std::string& folder);

}  // namespace emovox::bench
