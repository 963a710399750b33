// Calibration: how well probabilities match accuracy, and temperature scaling that improves it (Guo
// et al. 2017). Pure functions: expected calibration error, negative log-likelihood, Brier score,
// and accuracy by coverage where a model abstains from uncertain answers.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// A posterior and the true class.
struct LabelledPosterior {
  std::vector<double> probabilities;  // [C], sums to 1
  std::size_t truth = 0;              // index into probabilities
};

/// Probabilities below this are raised to it before a logarithm is taken: about the least positive
/// number that a float32 posterior can hold.
inline constexpr double kLeastProbability = 1e-38;
/// fit_temperature() stays within these bounds: the best temperature is 0 where all answers are
/// right, and infinite where they are worse than chance.
inline constexpr double kLowestTemperature = 0.1;
inline constexpr double kHighestTemperature = 100.0;
/// Default number of bins of confidence: of equal width, over [0, 1].
inline constexpr std::size_t kReliabilityBins = 15;

/// The rows of a table, in order. Throws invalid_argument on a row that does not fit the labels.
std::vector<LabelledPosterior> labelled_posteriors(const PredictionTable& table);

/// p^(1/T) over its sum, which is softmax(logits / T) where p is softmax(logits). [C] → [C]
std::vector<double> at_temperature(std::span<const double> probabilities, double temperature);
std::vector<LabelledPosterior> at_temperature(std::span<const LabelledPosterior> posteriors,
                                              double temperature);

/// Mean over posteriors of -ln p[truth], in nats. This and what follows throw invalid_argument on
/// no posteriors, an empty one, or a truth that is not among its classes.
double negative_log_likelihood(std::span<const LabelledPosterior> posteriors);

/// Mean over posteriors of Σ (p[c] - [c is the truth])², from 0 to 2.
double brier_score(std::span<const LabelledPosterior> posteriors);

/// The temperature T that minimises the negative log-likelihood of at_temperature(posteriors, T).
/// The negative log-likelihood is convex in 1/T, so that bisection finds the zero of its slope.
double fit_temperature(std::span<const LabelledPosterior> posteriors);

/// Answers whose confidence (greatest probability) lies in [low, high); in the last bin 1 too.
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::size_t count = 0;
  double confidence = 0.0;  // mean of the answers here; 0 of none
  double accuracy = 0.0;    // share of them that is right; 0 of none
};

/// Throws invalid_argument on 0 bins too.
std::vector<ReliabilityBin> reliability_bins(std::span<const LabelledPosterior> posteriors,
                                             std::size_t bins = kReliabilityBins);

/// Σ over bins of their share of answers · |accuracy - confidence|.
double expected_calibration_error(std::span<const LabelledPosterior> posteriors,
                                  std::size_t bins = kReliabilityBins);

/// Coverage and accuracy where only answers with a confidence of at least `threshold` are given.
struct CoveragePoint {
  double threshold = 0.0;
  double coverage = 0.0;  // share of posteriors that are answered
  double accuracy = 0.0;  // share of the answers that is right
};

/// A point for every confidence that occurs, the highest first: coverage rises to 1.
std::vector<CoveragePoint> coverage_accuracy(std::span<const LabelledPosterior> posteriors);

/// The threshold of the widest coverage whose answers are right as often as `accuracy`; 0 where
/// that is everything; nothing where no threshold reaches it.
std::optional<double> threshold_for_accuracy(std::span<const LabelledPosterior> posteriors,
                                             double accuracy);

/// Parameters of a model that are fitted to posteriors of speakers it was not trained on.
struct Calibration {
  double temperature = 1.0;
  double abstain_below = 0.0;  // confidence at that temperature; 0: never
};

/// The fitted temperature and, at it, the threshold for `accuracy`: 0 where none is wanted
/// (accuracy 0), 1 where none reaches it.
Calibration calibrate(std::span<const LabelledPosterior> posteriors, double accuracy);

}  // namespace emovox::evaluation
