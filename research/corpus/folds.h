// Cross-validation folds: which utterances are tested by the model that is trained on the others.
// No speaker is ever on both sides.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/manifest.h"

namespace emovox::corpus {

struct Fold {
  std::string name;                // the test speakers, joined by '+'
  std::vector<std::size_t> train;  // indices into Manifest::utterances, ascending
  std::vector<std::size_t> test;   // indices into Manifest::utterances, ascending
  bool texts_held_out = false;     // training has no sentence of the test set
};

/// One fold for each speaker, in the order of Manifest::speakers(). Throws invalid_argument where
/// there is only one speaker.
std::vector<Fold> leave_one_speaker_out(const Manifest& manifest);

/// Shuffles the speakers by `seed` and divides them into groups of `count`; each group is the test
/// set of one fold. The last group may be smaller.
std::vector<Fold> leave_speakers_out(const Manifest& manifest, std::size_t count,
                                     std::uint64_t seed);

/// k folds with about the same number of utterances; all utterances of a speaker are in one test
/// set.
std::vector<Fold> speaker_disjoint_folds(const Manifest& manifest, std::size_t k,
                                         std::uint64_t seed);

/// Throws invalid_argument if a fold trains and tests on the same speaker, or its training or test
/// set is empty.
void check_speaker_disjoint(const Manifest& manifest, const std::vector<Fold>& folds);

/// Divides names into `count` groups of about equal size: the largest name first, each to the group
/// that is smallest so far. The seed breaks ties. `sizes`: name → number of utterances.
std::vector<std::vector<std::string>> balanced_groups(
    const std::map<std::string, std::size_t>& sizes, std::size_t count, std::uint64_t seed);

/// Throws invalid_argument with the message "folds: was; must be".
[[noreturn]] void refuse_folds(std::string_view was, std::string_view must_be);

}  // namespace emovox::corpus
