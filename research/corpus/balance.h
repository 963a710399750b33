// Things that come in different numbers, divided into groups of about equal numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace emovox::corpus {

/// Fisher-Yates on numbers that the standard fixes: the same order on every machine.
void shuffle(std::vector<std::string>& names, std::uint64_t seed);

/// `count` groups of names: the most numerous first, each to the group that is smallest so far; the
/// seed decides among equals. [name] → number of utterances.
std::vector<std::vector<std::string>> balanced_groups(
    const std::map<std::string, std::size_t>& sizes, std::size_t count, std::uint64_t seed);

}  // namespace emovox::corpus
