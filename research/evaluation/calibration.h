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

/// Bounds of fit_temperature(): the best temperature would be 0 if all predictions are
/// right, and infinite if they are worse than chance.
inline constexpr double kLowestTemperature = 0.1;
inline constexpr double kHighestTemperature = 100.0;
/// Default number of bins of confidence: of equal width, over [0, 1].
inline constexpr std::size_t kReliabilityBins = 15;

/// The posteriors and truths of a table's rows, in order. Throws invalid_argument on a row that
/// does not fit the labels.
std::vector<LabelledPosterior> labelled_posteriors(const PredictionTable& table);

/// p^(1/T) divided by its sum; equals softmax(logits / T) if p is softmax(logits). [C] → [C]
std::vector<double> at_temperature(std::span<const double> probabilities, double temperature);
std::vector<LabelledPosterior> at_temperature(std::span<const LabelledPosterior> posteriors,
                                              double temperature);

/// Mean over posteriors of -ln p[truth], in nats. This and the functions below throw
/// invalid_argument on no posteriors, an empty one, or a truth that is not among its classes.
double negative_log_likelihood(std::span<const LabelledPosterior> posteriors);

/// Mean over posteriors of Σ (p[c] - [c is the truth])², from 0 to 2.
double brier_score(std::span<const LabelledPosterior> posteriors);

/// The temperature T that minimises the negative log-likelihood of at_temperature(posteriors, T).
/// The negative log-likelihood is convex in 1/T, so that bisection finds the zero of its slope.
double fit_temperature(std::span<const LabelledPosterior> posteriors);

/// Predictions whose confidence (largest probability) lies in [low, high); the last bin includes 1.
struct ReliabilityBin {
  double low = 0.0;
  double high = 0.0;
  std::size_t count = 0;
  double confidence = 0.0;  // mean confidence in this bin; 0 if it is empty
  double accuracy = 0.0;    // share of right predictions in this bin; 0 if it is empty
};

/// Divides predictions into `bins` bins of confidence. Also throws invalid_argument on 0 bins.
std::vector<ReliabilityBin> reliability_bins(std::span<const LabelledPosterior> posteriors,
                                             std::size_t bins = kReliabilityBins);

/// Σ over bins of (share of predictions in the bin) · |accuracy - confidence|.
double expected_calibration_error(std::span<const LabelledPosterior> posteriors,
                                  std::size_t bins = kReliabilityBins);

/// Coverage and accuracy if only predictions with a confidence of at least `threshold` count.
struct CoveragePoint {
  double threshold = 0.0;
  double coverage = 0.0;  // share of predictions with that confidence
  double accuracy = 0.0;  // share of these that are right
};

/// One point for each distinct confidence, highest first; coverage rises to 1.
std::vector<CoveragePoint> coverage_accuracy(std::span<const LabelledPosterior> posteriors);

/// The threshold with the widest coverage whose accuracy is at least `accuracy`; 0 if
/// that is full coverage; nothing if no threshold reaches the accuracy.
std::optional<double> threshold_for_accuracy(std::span<const LabelledPosterior> posteriors,
                                             double accuracy);

/// Parameters of a model that are fitted to posteriors of speakers it was not trained on.
struct Calibration {
  double temperature = 1.0;
  double abstain_below = 0.0;  // confidence at that temperature; 0: never
};

/// The fitted temperature and, at this temperature, the threshold for `accuracy`: 0 if none is
/// wanted (accuracy 0), 1 if no threshold reaches it.
Calibration calibrate(std::span<const LabelledPosterior> posteriors, double accuracy);

}  // namespace emovox::evaluation
