// Reports of synthetic runs, with every part that a report can have.
#pragma once

#include <string>

#include "evaluation/make_table.h"
#include "evaluation/report.h"

namespace emovox::evaluation {

inline Illustration make_illustration(const PredictionRow& row) {
  Illustration shown;
  shown.row = row;
  shown.duration = 1.5;
  for (int i = 0; i < 100; ++i) {
    const float range = 0.001f * static_cast<float>(i);
    shown.waveform.push_back({-range, range});
  }
  shown.bands = 4;
  for (int i = 0; i < 4 * 30; ++i) shown.log_mel.push_back(static_cast<float>(i % 7) * -10.0f);
  shown.attention = {0.1f, 0.2f, 0.4f, 0.2f, 0.1f};
  shown.attention_step = 0.3;
  return shown;
}

inline LearningCurves make_curves() {
  LearningCurves curves{{"loss", "accuracy", "held_out_accuracy"}, {}};
  for (std::uint64_t seed = 0; seed < 2; ++seed) {
    for (std::uint64_t epoch = 1; epoch <= 3; ++epoch) {
      const double e = static_cast<double>(epoch);
      curves.epochs.push_back({seed, "A", epoch, {1.0 / e, 0.3 * e, std::nullopt}});
      if (epoch > 1) curves.epochs.back().values[2] = 0.2 * e;
    }
  }
  return curves;
}

/// random_table(seed) with a prediction of every utterance by both seeds.
inline PredictionTable paired_table(std::uint64_t seed) {
  PredictionTable table = random_table(seed);
  for (PredictionRow& row : table.rows) row.seed = 0;
  const auto rows = table.rows;
  for (PredictionRow row : rows) {
    row.seed = 1;
    if (table.rows.size() % 3 == 0) {
      row.predicted = table.labels[0];
      row.probabilities = {1.0, 0.0, 0.0, 0.0};
    }
    table.rows.push_back(row);
  }
  return table;
}

inline RunReport make_report(const PredictionTable& table, const std::string& title = "run") {
  RunReport run;
  run.description.title = title;
  run.description.corpus = "emodb";
  run.description.config = "[run]\ntrack = \"speaker-independent\"\n";
  run.description.checksums = {{"predictions.csv", "0123456789abcdef"}};
  run.table = table;
  run.metrics = compute_metrics(table);
  run.curves = make_curves();
  for (const PredictionRow& row : choose_utterances(table)) {
    run.illustrations.push_back(make_illustration(row));
  }
  HumanListeners listeners{7, 2, 0.9, 0.875, {}};
  for (const std::string& label : table.labels) listeners.by_class[label] = 0.875;
  run.listeners = listeners;
  return run;
}

}  // namespace emovox::evaluation
