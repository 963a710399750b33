#include "evaluation/calibration.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "emovox/error.h"
#include "evaluation/metrics.h"
#include "text/posterior.h"

namespace emovox::evaluation {
namespace {

using Posteriors = std::span<const LabelledPosterior>;

[[noreturn]] void refuse(const std::string& was, std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, "calibration", was, must_be);
}

void check(Posteriors posteriors) {
  if (posteriors.empty()) refuse("no posteriors", "must be at least one");
  for (const LabelledPosterior& posterior : posteriors) {
    if (posterior.truth < posterior.probabilities.size()) continue;
    refuse("truth " + std::to_string(posterior.truth) + " of " +
               std::to_string(posterior.probabilities.size()) + " classes",
           "must be one of them");
  }
}

std::size_t truth_of(const PredictionTable& table, const PredictionRow& row) {
  const auto truth = find_label(table, row.emotion);
  if (truth && row.probabilities.size() == table.labels.size()) return *truth;
  refuse("the row of '" + row.file + "' does not fit the labels",
         "must have a known emotion and one probability for each label");
}

/// Softmax of `beta` times the logarithms of the probabilities; beta = 1/T.
std::vector<double> sharpened(std::span<const double> probabilities, double beta) {
  std::vector<double> powers(probabilities.size());
  std::ranges::transform(probabilities, powers.begin(), text::log_probability);
  text::softmax(powers, beta);
  return powers;
}

/// d/dβ of the negative log-likelihood: Σ of E_β[ln p] - ln p[truth]. It rises with β.
double slope(Posteriors posteriors, double beta) {
  double sum = 0.0;
  for (const LabelledPosterior& posterior : posteriors) {
    const std::vector<double> q = sharpened(posterior.probabilities, beta);
    for (std::size_t c = 0; c < q.size(); ++c)
      sum += q[c] * text::log_probability(posterior.probabilities[c]);
    sum -= text::log_probability(posterior.probabilities[posterior.truth]);
  }
  return sum;
}

struct Answer {
  double confidence = 0.0;
  bool right = false;
};

Answer answer_of(const LabelledPosterior& posterior) {
  const std::size_t best = text::argmax(posterior.probabilities);
  return {posterior.probabilities[best], best == posterior.truth};
}

std::vector<Answer> answers_of(Posteriors posteriors) {
  check(posteriors);
  std::vector<Answer> answers;
  for (const LabelledPosterior& posterior : posteriors) answers.push_back(answer_of(posterior));
  return answers;
}

}  // namespace

std::vector<LabelledPosterior> labelled_posteriors(const PredictionTable& table) {
  std::vector<LabelledPosterior> posteriors;
  for (const PredictionRow& row : table.rows) {
    posteriors.push_back({row.probabilities, truth_of(table, row)});
  }
  return posteriors;
}

std::vector<double> at_temperature(std::span<const double> probabilities, double temperature) {
  if (!(temperature > 0.0) || !std::isfinite(temperature)) {
    refuse("temperature " + std::to_string(temperature), "must be above 0");
  }
  if (probabilities.empty()) refuse("a posterior without classes", "must have at least one");
  if (temperature == 1.0) return {probabilities.begin(), probabilities.end()};
  return sharpened(probabilities, 1.0 / temperature);
}

std::vector<LabelledPosterior> at_temperature(Posteriors posteriors, double temperature) {
  std::vector<LabelledPosterior> scaled;
  for (const auto& [probabilities, truth] : posteriors) {
    scaled.push_back({at_temperature(probabilities, temperature), truth});
  }
  return scaled;
}

double negative_log_likelihood(Posteriors posteriors) {
  check(posteriors);
  double sum = 0.0;
  for (const auto& [probabilities, truth] : posteriors)
    sum -= text::log_probability(probabilities[truth]);
  return sum / static_cast<double>(posteriors.size());
}

double brier_score(Posteriors posteriors) {
  check(posteriors);
  double sum = 0.0;
  for (const auto& [probabilities, truth] : posteriors) {
    for (std::size_t c = 0; c < probabilities.size(); ++c) {
      const double miss = probabilities[c] - (c == truth ? 1.0 : 0.0);
      sum += miss * miss;
    }
  }
  return sum / static_cast<double>(posteriors.size());
}

double fit_temperature(Posteriors posteriors) {
  check(posteriors);
  double low = 1.0 / kHighestTemperature, high = 1.0 / kLowestTemperature;  // of β = 1/T
  if (slope(posteriors, low) >= 0.0) return kHighestTemperature;
  if (slope(posteriors, high) <= 0.0) return kLowestTemperature;
  for (int step = 0; step < 100; ++step) {
    const double middle = 0.5 * (low + high);
    if (middle == low || middle == high) break;
    (slope(posteriors, middle) < 0.0 ? low : high) = middle;
  }
  return 1.0 / low;
}

std::vector<ReliabilityBin> reliability_bins(Posteriors posteriors, std::size_t bins) {
  if (bins == 0) refuse("0 bins", "must be at least one");
  std::vector<ReliabilityBin> result(bins);
  const auto width = static_cast<double>(bins);
  for (std::size_t b = 0; b < bins; ++b) {
    result[b].low = static_cast<double>(b) / width;
    result[b].high = static_cast<double>(b + 1) / width;
  }
  for (const Answer& answer : answers_of(posteriors)) {
    const double place = std::clamp(answer.confidence, 0.0, 1.0) * width;
    ReliabilityBin& bin = result[std::min(static_cast<std::size_t>(place), bins - 1)];
    ++bin.count;
    bin.confidence += answer.confidence;
    bin.accuracy += answer.right ? 1.0 : 0.0;
  }
  for (ReliabilityBin& bin : result) {
    if (bin.count == 0) continue;
    bin.confidence /= static_cast<double>(bin.count);
    bin.accuracy /= static_cast<double>(bin.count);
  }
  return result;
}

double expected_calibration_error(Posteriors posteriors, std::size_t bins) {
  double sum = 0.0;
  for (const ReliabilityBin& bin : reliability_bins(posteriors, bins)) {
    sum += static_cast<double>(bin.count) * std::abs(bin.accuracy - bin.confidence);
  }
  return sum / static_cast<double>(posteriors.size());
}

std::vector<CoveragePoint> coverage_accuracy(Posteriors posteriors) {
  std::vector<Answer> answers = answers_of(posteriors);
  std::stable_sort(answers.begin(), answers.end(),
                   [](const Answer& a, const Answer& b) { return a.confidence > b.confidence; });
  const auto all = static_cast<double>(answers.size());
  std::vector<CoveragePoint> points;
  double right = 0.0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].right) ++right;
    const bool more = i + 1 < answers.size() && answers[i + 1].confidence == answers[i].confidence;
    const auto count = static_cast<double>(i + 1);
    if (!more) points.push_back({answers[i].confidence, count / all, right / count});
  }
  return points;
}

std::optional<double> threshold_for_accuracy(Posteriors posteriors, double accuracy) {
  const std::vector<CoveragePoint> points = coverage_accuracy(posteriors);
  if (points.back().accuracy >= accuracy) return 0.0;
  std::optional<double> widest;
  for (const CoveragePoint& point : points) {
    if (point.accuracy >= accuracy) widest = point.threshold;
  }
  return widest;
}

Calibration calibrate(Posteriors posteriors, double accuracy) {
  Calibration calibration;
  calibration.temperature = fit_temperature(posteriors);
  if (accuracy <= 0.0) return calibration;
  const auto calibrated = at_temperature(posteriors, calibration.temperature);
  calibration.abstain_below = threshold_for_accuracy(calibrated, accuracy).value_or(1.0);
  return calibration;
}

}  // namespace emovox::evaluation
