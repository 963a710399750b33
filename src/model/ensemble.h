// Several networks of one shape as one model: p = mean of the members' posteriors, each at
// temperature 1, then p^(1/temperature); attention = mean of the members' attentions.
#pragma once

#include <span>
#include <vector>

#include "model/model_file.h"
#include "model/network.h"

namespace emovox::model {

/// Member `number` (from 1) as a separate model file, at temperature 1; its tensors are moved out
/// of `file`.
ModelFile take_member(ModelFile& file, int number);

/// One file whose members are those of `files`, in order, with the first one's info. Temperature,
/// abstention threshold and verification are reset, because they were measured on one network and
/// do not hold for the mean of several.
/// Throws invalid_argument where features, network or labels differ, or there are more than
/// kMostMembers.
ModelFile join_members(std::vector<ModelFile> files);

/// The mean of at least one posterior; all must have the same sizes.
Posterior mean_posterior(std::span<const Posterior> members, double temperature);

}  // namespace emovox::model
