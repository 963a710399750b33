#include "evaluation/mistakes.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace emovox::evaluation {
namespace {

/// 0 for a label that the table does not have, or a row without probabilities.
double probability_of(const PredictionTable& table, const PredictionRow& row,
                      const std::string& label) {
  const auto found = std::find(table.labels.begin(), table.labels.end(), label);
  const auto place = static_cast<std::size_t>(found - table.labels.begin());
  return place < std::min(table.labels.size(), row.probabilities.size()) ? row.probabilities[place]
                                                                         : 0.0;
}

}  // namespace

std::vector<Mistake> most_confident_mistakes(const PredictionTable& table, std::size_t count) {
  std::map<std::string, Mistake> by_file;
  std::map<std::string, std::set<std::uint64_t>> wrong_seeds;
  for (const PredictionRow& row : table.rows) {
    if (row.predicted == row.emotion) continue;
    wrong_seeds[row.file].insert(row.seed);
    const double confidence = probability_of(table, row, row.predicted);
    Mistake& mistake = by_file[row.file];
    const bool surer =
        std::tuple(-confidence, row.seed) < std::tuple(-mistake.confidence, mistake.row.seed);
    if (!mistake.row.file.empty() && !surer) continue;
    mistake = {row, confidence, probability_of(table, row, row.emotion), 0};
  }
  std::vector<Mistake> mistakes;
  for (auto& [file, mistake] : by_file) {
    mistake.seeds = wrong_seeds[file].size();
    mistakes.push_back(std::move(mistake));
  }
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.confidence > b.confidence; });
  if (mistakes.size() > count) mistakes.resize(count);
  return mistakes;
}

}  // namespace emovox::evaluation
