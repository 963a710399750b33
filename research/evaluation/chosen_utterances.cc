#include "evaluation/chosen_utterances.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace emovox::evaluation {
namespace {

/// The probability of a label; 0 if the table lacks the label or the row has no probabilities.
double probability_of(const PredictionTable& table, const PredictionRow& row,
                      const std::string& label) {
  const auto found = std::find(table.labels.begin(), table.labels.end(), label);
  const auto place = static_cast<std::size_t>(found - table.labels.begin());
  return place < std::min(table.labels.size(), row.probabilities.size()) ? row.probabilities[place]
                                                                         : 0.0;
}

}  // namespace

double confidence_of(const PredictionTable& table, const PredictionRow& row) {
  return probability_of(table, row, row.predicted);
}

std::vector<PredictionRow> choose_utterances(const PredictionTable& table) {
  std::vector<PredictionRow> chosen;
  if (table.rows.empty()) return chosen;
  const auto by_seed = [](const PredictionRow& a, const PredictionRow& b) {
    return a.seed < b.seed;
  };
  const std::uint64_t seed = std::min_element(table.rows.begin(), table.rows.end(), by_seed)->seed;
  const std::size_t classes = std::min(kChosenClasses, table.labels.size());
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

std::vector<WaveformRange> waveform_ranges(const std::vector<float>& samples, std::size_t columns) {
  const std::size_t count = std::min(columns, samples.size());
  std::vector<WaveformRange> result;
  for (std::size_t i = 0; i < count; ++i) {
    const auto at = [&](std::size_t column) {
      return samples.begin() + static_cast<std::ptrdiff_t>(column * samples.size() / count);
    };
    const auto [low, high] = std::minmax_element(at(i), at(i + 1));
    result.push_back({std::clamp(*low, -1.0f, 1.0f), std::clamp(*high, -1.0f, 1.0f)});
  }
  return result;
}

std::vector<Mistake> most_confident_mistakes(const PredictionTable& table, std::size_t count) {
  std::map<std::string, Mistake> by_file;
  std::map<std::string, std::set<std::uint64_t>> wrong_seeds;
  for (const PredictionRow& row : table.rows) {
    if (row.predicted == row.emotion) continue;
    wrong_seeds[row.file].insert(row.seed);
    const double confidence = confidence_of(table, row);
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
