// Synthetic runs of a cross-validation with a known accuracy.
#pragma once

#include <random>
#include <string>
#include <vector>

#include "evaluation/run_results.h"

namespace emovox::evaluation {

struct RunShape {
  std::size_t speakers = 8;
  std::size_t utterances = 12;  // of each speaker
  std::size_t seeds = 2;        // 1, 2, …
  unsigned skill = 60;          // percent of utterances predicted right, besides lucky guesses
};

/// Equal shapes give the same utterances. The seed `draws` decides which are predicted right.
inline RunResults make_run(const std::string& name, std::uint64_t draws,
                           const RunShape& shape = {}) {
  std::mt19937_64 random(draws);
  RunResults run{name, "speaker-independent", {{"anger", "joy", "sadness"}, {}}};
  for (std::uint64_t seed = 1; seed <= shape.seeds; ++seed) {
    for (std::size_t i = 0; i < shape.speakers * shape.utterances; ++i) {
      const std::string speaker = "s" + std::to_string(i % shape.speakers);
      const std::size_t truth = i / shape.speakers % 3;
      const std::size_t said = random() % 100 < shape.skill ? truth : random() % 3;
      std::vector<double> posterior(3, 0.0);
      posterior[said] = 0.5 + static_cast<double>(random() % 4) / 8.0;
      posterior[(said + 1) % 3] = 1.0 - posterior[said];
      run.table.rows.push_back({std::to_string(i) + ".wav", speaker, run.table.labels[truth],
                                speaker, seed, run.table.labels[said], posterior});
    }
  }
  return run;
}

}  // namespace emovox::evaluation
