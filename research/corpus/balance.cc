#include "corpus/balance.h"

#include <algorithm>
#include <random>

namespace emovox::corpus {

void shuffle(std::vector<std::string>& names, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  for (std::size_t left = names.size(); left > 1; --left) {
    std::swap(names[left - 1], names[random() % left]);
  }
}

std::vector<std::vector<std::string>> balanced_groups(
    const std::map<std::string, std::size_t>& sizes, std::size_t count, std::uint64_t seed) {
  std::vector<std::string> names;
  names.reserve(sizes.size());
  for (const auto& [name, size] : sizes) names.push_back(name);
  shuffle(names, seed);
  std::stable_sort(names.begin(), names.end(),
                   [&](const auto& a, const auto& b) { return sizes.at(a) > sizes.at(b); });
  std::vector<std::vector<std::string>> groups(count);
  std::vector<std::size_t> totals(count, 0);
  for (const std::string& name : names) {
    const auto smallest =
        static_cast<std::size_t>(std::min_element(totals.begin(), totals.end()) - totals.begin());
    groups[smallest].push_back(name);
    totals[smallest] += sizes.at(name);
  }
  return groups;
}

}  // namespace emovox::corpus
