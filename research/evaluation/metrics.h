// Predictions → metrics, by pure functions: WA (accuracy), UA (mean recall over classes) and macro
// F1, for both ways of combining folds, with confidence intervals; the confusion matrix; metrics by
// class, fold and speaker; the seeds as an ensemble.
//
// Every metric comes from counts alone, so that the order of rows cannot change a digit:
//   recall = correct / support, precision = correct / predicted,
//   F1 = 2 correct / (support + predicted);
//   WA = Σ correct / Σ support; UA and macro F1 are the means of recall and F1 over the classes
//   that occur.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
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

/// Metrics of one set of rows.
struct Score {
  std::size_t count = 0;
  double wa = 0.0;                          // share of rows that are predicted right
  double ua = 0.0;                          // mean recall over the classes that occur
  double macro_f1 = 0.0;                    // mean F1 over the same classes
  std::map<std::string, double> recall;     // of the classes that occur, like the next two
  std::map<std::string, double> precision;  // 0 for a class that is never predicted
  std::map<std::string, double> f1;
  std::vector<std::string> absent;  // classes without utterances, left out of ua and macro_f1
};

/// counts[truth][predicted], in the order of labels.
using Confusion = std::vector<std::vector<std::size_t>>;

/// Metrics of one seed.
struct SeedMetrics {
  std::uint64_t seed = 0;
  double wa_mean_folds = 0.0;  // mean over folds, as in the paper
  double ua_mean_folds = 0.0;
  double wa_pooled = 0.0;  // over all utterances at once
  double ua_pooled = 0.0;
  double macro_f1_mean_folds = 0.0;
  double macro_f1_pooled = 0.0;
  std::map<std::string, double> recall;  // pooled, of the classes that occur, like the next two
  std::map<std::string, double> precision;
  std::map<std::string, double> f1;
  Confusion confusion;
  std::map<std::string, Score> folds;
  std::map<std::string, Score> speakers;
};

struct Spread {
  double mean = 0.0;
  double std = 0.0;  // sample standard deviation over seeds; 0 for one seed
};

/// Ends of a confidence interval.
struct Interval {
  double low = 0.0;
  double high = 0.0;
};

/// Intervals of metrics averaged over seeds, by bootstrap over speakers (bootstrap.h).
struct Intervals {
  double level = 0.0;  // 0.95: 95 of 100 such intervals should contain the value for all speakers
  std::size_t resamples = 0;
  std::size_t speakers =
      0;  // number of speakers that were resampled; with few, intervals are rough
  Interval wa_mean_folds, ua_mean_folds, macro_f1_mean_folds;
  Interval wa_pooled, ua_pooled, macro_f1_pooled;
};

/// Metrics of the mean posterior over seeds (ensemble.h).
struct EnsembleMetrics {
  std::size_t members = 0;             // seeds
  SeedMetrics metrics;                 // its field `seed` is not used
  std::optional<Intervals> intervals;  // nothing for one speaker
};

struct RunMetrics {
  std::vector<std::string> labels;
  std::vector<SeedMetrics> seeds;  // by rising seed
  Spread wa_mean_folds, ua_mean_folds, wa_pooled, ua_pooled;
  Spread macro_f1_mean_folds, macro_f1_pooled;
  std::optional<Intervals> intervals;  // nothing for one speaker
  std::optional<EnsembleMetrics>
      ensemble;  // nothing for one seed, or if seeds differ in utterances
};

/// Mean and sample standard deviation; zeros if there are no values.
Spread spread(const std::vector<double>& values);

/// Throws invalid_argument on an empty table or a label that is not in table.labels.
Score score(const PredictionTable& table, const std::vector<std::size_t>& rows);
/// By rising seed.
std::vector<SeedMetrics> metrics_by_seed(const PredictionTable& table);
RunMetrics compute_metrics(const PredictionTable& table);

/// Counts of truth (rows) and prediction (columns), summed over seeds. [labels, labels]
Confusion summed_confusion(const RunMetrics& run);

/// Counts of one class.
struct ClassCount {
  std::size_t support = 0;    // utterances whose true label it is
  std::size_t predicted = 0;  // utterances whose prediction it is
  std::size_t correct = 0;    // utterances for which both hold

  double recall() const;     // 0 where the support is 0
  double precision() const;  // 0 where never predicted
  double f1() const;         // 0 where neither
};

using ClassCounts = std::vector<ClassCount>;  // [labels]

/// The main metrics of one set of utterances, shares in [0, 1].
struct SummaryMetrics {
  double wa = 0.0;
  double ua = 0.0;
  double macro_f1 = 0.0;
};

/// The index of `label` in the table's labels. Throws invalid_argument where it is none of them.
std::size_t label_index(const PredictionTable& table, const std::string& label);

/// The same, or nothing where the table has no such label.
std::optional<std::size_t> find_label(const PredictionTable& table, const std::string& label);

ClassCounts class_counts(const Confusion& confusion);

/// sum += times · some
void add_counts(ClassCounts& sum, const ClassCounts& some, std::size_t times);

/// The metrics of counts; zeros if no utterance was counted.
SummaryMetrics summary_metrics(const ClassCounts& counts);

}  // namespace emovox::evaluation
