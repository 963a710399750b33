// Predictions → figures. Pure functions: WA (accuracy) and UA (mean recall over classes), both ways
// of combining folds, confusion, per fold and per speaker.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace emovox::evaluation {

/// One row of predictions.csv.
struct PredictionRow {
  std::string file;
  std::string speaker;
  std::string emotion;  // the truth
  std::string fold;
  std::uint64_t seed = 0;
  std::string predicted;
  std::vector<double> probabilities;  // [labels]
};

struct PredictionTable {
  std::vector<std::string> labels;
  std::vector<PredictionRow> rows;
};

/// Figures of one set of rows.
struct Score {
  std::size_t count = 0;
  double wa = 0.0;                       // share of rows predicted right
  double ua = 0.0;                       // mean recall over the classes that occur
  std::map<std::string, double> recall;  // of the classes that occur
  std::vector<std::string> absent;       // classes that never occur, left out of ua
};

/// counts[truth][predicted], in the order of labels.
using Confusion = std::vector<std::vector<std::size_t>>;

/// Figures of one seed.
struct SeedMetrics {
  std::uint64_t seed = 0;
  double wa_mean_folds = 0.0;  // the paper's way
  double ua_mean_folds = 0.0;
  double wa_pooled = 0.0;  // over all utterances at once
  double ua_pooled = 0.0;
  std::map<std::string, double> recall;  // pooled, of the classes that occur
  Confusion confusion;
  std::map<std::string, Score> folds;
  std::map<std::string, Score> speakers;
};

struct Spread {
  double mean = 0.0;
  double std = 0.0;  // sample standard deviation over seeds; 0 for one seed
};

struct RunMetrics {
  std::vector<std::string> labels;
  std::vector<SeedMetrics> seeds;  // by rising seed
  Spread wa_mean_folds, ua_mean_folds, wa_pooled, ua_pooled;
};

/// Mean and sample standard deviation; zeros of nothing.
Spread spread(const std::vector<double>& values);

/// Throws invalid_argument on an empty table or a label that is not in table.labels.
Score score(const PredictionTable& table, const std::vector<std::size_t>& rows);
RunMetrics compute_metrics(const PredictionTable& table);

}  // namespace emovox::evaluation
