#include "evaluation/ensemble.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "emovox/error.h"
#include "text/posterior.h"

namespace emovox::evaluation {
namespace {

std::vector<std::size_t> by_seed(const PredictionTable& table) {
  std::vector<std::size_t> order(table.rows.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return table.rows[a].seed < table.rows[b].seed;
  });
  return order;
}

std::size_t seed_count(const PredictionTable& table) {
  std::set<std::uint64_t> seeds;
  for (const PredictionRow& row : table.rows) seeds.insert(row.seed);
  return seeds.size();
}

bool agree(const PredictionRow& a, const PredictionRow& b) {
  return a.emotion == b.emotion && a.speaker == b.speaker && a.fold == b.fold;
}

void check_probabilities(const PredictionTable& table, const PredictionRow& row) {
  if (!table.labels.empty() && row.probabilities.size() == table.labels.size()) return;
  throw Error(ErrorCode::invalid_argument, "predictions",
              std::to_string(row.probabilities.size()) + " probabilities for '" + row.file + "'",
              "must be one for each label");
}

PredictionRow mean_row(const PredictionTable& table, const UtteranceRows& utterance) {
  PredictionRow mean = table.rows[utterance.rows[0]];
  mean.seed = 0;
  for (const std::size_t i : utterance.rows) check_probabilities(table, table.rows[i]);
  if (utterance.rows.size() == 1) return mean;
  for (std::size_t label = 0; label < table.labels.size(); ++label) {
    double sum = 0.0;
    for (const std::size_t i : utterance.rows) sum += table.rows[i].probabilities[label];
    mean.probabilities[label] = sum / static_cast<double>(utterance.rows.size());
  }
  mean.predicted = table.labels[text::argmax(mean.probabilities)];
  return mean;
}

}  // namespace

std::vector<UtteranceRows> utterances_of(const PredictionTable& table) {
  std::map<std::pair<std::string, std::uint64_t>, std::size_t> seen;  // by file and seed
  std::map<std::pair<std::string, std::size_t>, UtteranceRows> utterances;
  for (const std::size_t i : by_seed(table)) {
    const PredictionRow& row = table.rows[i];
    const std::size_t occurrence = seen[{row.file, row.seed}]++;
    UtteranceRows& utterance = utterances[{row.file, occurrence}];
    utterance.file = row.file;
    utterance.occurrence = occurrence;
    utterance.rows.push_back(i);
  }
  std::vector<UtteranceRows> all;
  all.reserve(utterances.size());
  for (auto& [key, utterance] : utterances) all.push_back(std::move(utterance));
  return all;
}

std::optional<PredictionTable> seed_ensemble(const PredictionTable& table) {
  if (table.rows.empty()) {
    throw Error(ErrorCode::invalid_argument, "predictions", "no rows", "must be at least one");
  }
  const std::size_t seeds = seed_count(table);
  PredictionTable ensemble{table.labels, {}};
  for (const UtteranceRows& utterance : utterances_of(table)) {
    if (utterance.rows.size() != seeds) return std::nullopt;
    const PredictionRow& first = table.rows[utterance.rows[0]];
    for (const std::size_t i : utterance.rows) {
      if (!agree(first, table.rows[i])) return std::nullopt;
    }
    ensemble.rows.push_back(mean_row(table, utterance));
  }
  return ensemble;
}

}  // namespace emovox::evaluation
