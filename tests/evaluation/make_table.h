// Prediction tables for tests.
#pragma once

#include <random>
#include <string>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// A row whose speaker is its fold and whose prediction is certain.
inline PredictionRow row(const PredictionTable& table, const std::string& fold,
                         const std::string& emotion, const std::string& predicted,
                         std::uint64_t seed = 0) {
  PredictionRow made;
  made.file = fold;
  made.file.append("_").append(std::to_string(table.rows.size())).append(".wav");
  made.speaker = made.fold = fold;
  made.emotion = emotion;
  made.predicted = predicted;
  made.seed = seed;
  for (const std::string& label : table.labels) {
    made.probabilities.push_back(label == predicted ? 1.0 : 0.0);
  }
  return made;
}

/// Two folds, three classes, with metrics computed by hand:
///   fold A: a→a a→a a→b b→b            wa 3/4, ua (2/3 + 1)/2 = 5/6, c absent
///   fold B: a→a b→a c→c c→c c→b        wa 3/5, ua (1 + 0 + 2/3)/3 = 5/9
///   pooled: a 3/4, b 1/2, c 2/3        wa 6/9, ua 23/36
inline PredictionTable by_hand() {
  PredictionTable table{{"a", "b", "c"}, {}};
  const auto add = [&](const std::string& fold, const std::string& emotion,
                       const std::string& predicted) {
    table.rows.push_back(row(table, fold, emotion, predicted));
  };
  add("A", "a", "a"), add("A", "a", "a"), add("A", "a", "b"), add("A", "b", "b");
  add("B", "a", "a"), add("B", "b", "a");
  add("B", "c", "c"), add("B", "c", "c"), add("B", "c", "b");
  return table;
}

/// 4 labels, 3 folds, 2 seeds, 120 rows.
inline PredictionTable random_table(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  PredictionTable table{{"anger", "fear", "joy", "neutral"}, {}};
  for (int i = 0; i < 120; ++i) {
    const std::string fold = std::vector<std::string>{"A", "B", "C"}[random() % 3];
    const std::string truth = table.labels[random() % 4];
    const std::string predicted = random() % 2 ? truth : table.labels[random() % 4];
    table.rows.push_back(row(table, fold, truth, predicted, random() % 2));
  }
  return table;
}

}  // namespace emovox::evaluation
