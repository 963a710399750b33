#include "evaluation/illustration.h"

#include <algorithm>
#include <tuple>

namespace emovox::evaluation {

double confidence_of(const PredictionTable& table, const PredictionRow& row) {
  const auto found = std::find(table.labels.begin(), table.labels.end(), row.predicted);
  const auto place = static_cast<std::size_t>(found - table.labels.begin());
  return place < row.probabilities.size() ? row.probabilities[place] : 0.0;
}

std::vector<PredictionRow> choose_illustrations(const PredictionTable& table) {
  std::vector<PredictionRow> chosen;
  if (table.rows.empty()) return chosen;
  const auto by_seed = [](const PredictionRow& a, const PredictionRow& b) {
    return a.seed < b.seed;
  };
  const std::uint64_t seed = std::min_element(table.rows.begin(), table.rows.end(), by_seed)->seed;
  const std::size_t classes = std::min(kIllustratedClasses, table.labels.size());
  for (std::size_t c = 0; c < classes; ++c) {
    for (const bool right : {true, false}) {
      const PredictionRow* best = nullptr;
      for (const PredictionRow& row : table.rows) {
        if (row.seed != seed || row.emotion != table.labels[c]) continue;
        if ((row.predicted == row.emotion) != right) continue;
        const auto rank = [&](const PredictionRow& r) {
          return std::tuple(-confidence_of(table, r), r.file);
        };
        if (best == nullptr || rank(row) < rank(*best)) best = &row;
      }
      if (best != nullptr) chosen.push_back(*best);
    }
  }
  return chosen;
}

std::vector<Swing> swings(const std::vector<float>& samples, std::size_t columns) {
  const std::size_t count = std::min(columns, samples.size());
  std::vector<Swing> result;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = [&](std::size_t column) {
      return samples.begin() + static_cast<std::ptrdiff_t>(column * samples.size() / count);
    };
    const auto [low, high] = std::minmax_element(at(i), at(i + 1));
    result.push_back({std::clamp(*low, -1.0f, 1.0f), std::clamp(*high, -1.0f, 1.0f)});
  }
  return result;
}

}  // namespace emovox::evaluation
