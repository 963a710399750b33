#include "evaluation/calibration.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "evaluation/make_table.h"
#include "expect_error.h"
#include "test_places.h"
#include "text/posterior.h"

namespace emovox::evaluation {
namespace {

using ::testing::DoubleEq;
using ::testing::ElementsAre;

/// A number in [0, 1), equal with every standard library.
double draw(std::mt19937_64& random) { return static_cast<double>(random() >> 11) * 0x1.0p-53; }

/// Random posteriors of `classes` classes; a larger `sureness` gives a higher confidence.
std::vector<LabelledPosterior> answers(std::uint64_t seed, std::size_t count, double sureness) {
  constexpr std::size_t kClasses = 5;
  std::mt19937_64 random(seed);
  std::vector<LabelledPosterior> made(count);
  for (LabelledPosterior& posterior : made) {
    posterior.truth = random() % kClasses;
    double sum = 0.0;
    for (std::size_t c = 0; c < kClasses; ++c) {
      const double lean = c == posterior.truth ? 1.0 : 0.0;
      posterior.probabilities.push_back(std::exp(sureness * (lean + 2.0 * draw(random))));
      sum += posterior.probabilities.back();
    }
    for (double& probability : posterior.probabilities) probability /= sum;
  }
  return made;
}

double nll_at(const std::vector<LabelledPosterior>& posteriors, double temperature) {
  return negative_log_likelihood(at_temperature(posteriors, temperature));
}

TEST(Temperature, DividesTheLogits) {
  const std::vector<double> logits{2.0, -1.0, 0.5};
  const auto softmax = [&](double temperature) {
    std::vector<double> out;
    double sum = 0.0;
    for (const double logit : logits) sum += std::exp(logit / temperature);
    for (const double logit : logits) out.push_back(std::exp(logit / temperature) / sum);
    return out;
  };
  for (const double temperature : {0.3, 1.0, 2.0, 50.0}) {
    const auto scaled = at_temperature(softmax(1.0), temperature);
    const auto expected = softmax(temperature);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(scaled[c], expected[c], 1e-14) << temperature;
  }
  EXPECT_THAT(at_temperature(std::vector{0.25, 0.75}, 1.0), ElementsAre(0.25, 0.75));
  const auto impossible = at_temperature(std::vector{1.0, 0.0}, 2.0);
  EXPECT_DOUBLE_EQ(impossible[0] + impossible[1], 1.0);
}

TEST(Temperature, MinimisesTheNegativeLogLikelihood) {
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (const double sureness : {0.5, 3.0, 12.0}) {
      const auto posteriors = answers(seed, 40, sureness);
      const double best = fit_temperature(posteriors);
      for (double temperature = 0.1; temperature <= 100.0; temperature *= 1.03) {
        EXPECT_LE(nll_at(posteriors, best), nll_at(posteriors, temperature) + 1e-12);
      }
    }
  }
}

TEST(Temperature, OfCalibratedPosteriorsIsOne) {
  const auto posteriors = answers(1, 200, 4.0);
  const double temperature = fit_temperature(posteriors);
  EXPECT_GT(temperature, 1.0);
  EXPECT_NEAR(fit_temperature(at_temperature(posteriors, temperature)), 1.0, 1e-9);
}

TEST(Temperature, StaysWithinItsBounds) {
  EXPECT_EQ(fit_temperature(std::vector<LabelledPosterior>{{{0.9, 0.1}, 0}}), kLowestTemperature);
  EXPECT_EQ(fit_temperature(std::vector<LabelledPosterior>{{{0.9, 0.1}, 1}}), kHighestTemperature);
  EXPECT_EQ(fit_temperature(std::vector<LabelledPosterior>{{{0.5, 0.5}, 1}}), kHighestTemperature);
}

TEST(Temperature, HandlesProbabilitiesOfZero) {
  const std::vector<LabelledPosterior> posteriors{
      {{1.0, 0.0, 0.0}, 0}, {{0.0, 1.0, 0.0}, 1}, {{0.0, 1.0, 0.0}, 2}};
  EXPECT_DOUBLE_EQ(negative_log_likelihood(posteriors), -std::log(text::kLeastProbability) / 3);
  const double temperature = fit_temperature(posteriors);
  EXPECT_GT(temperature, 10.0);
  EXPECT_LT(nll_at(posteriors, temperature), nll_at(posteriors, 10.0));
}

TEST(Calibration, MatchesSciPyAndNumPy) {
  std::ifstream file(golden_folder() / "calibration.json");
  const auto golden = nlohmann::json::parse(file);
  ASSERT_EQ(golden.at("cases").size(), 3u);
  for (const auto& one : golden.at("cases")) {
    SCOPED_TRACE(one.at("name").get<std::string>());
    std::vector<LabelledPosterior> posteriors;
    for (std::size_t i = 0; i < one.at("truths").size(); ++i) {
      posteriors.push_back({one.at("posteriors")[i], one.at("truths")[i]});
    }
    const auto expected = [&](const char* key) { return one.at(key).get<double>(); };
    const double temperature = fit_temperature(posteriors);
    const auto calibrated = at_temperature(posteriors, temperature);
    const std::size_t bins = golden.at("bins");
    EXPECT_NEAR(temperature / expected("temperature"), 1.0, 1e-6);
    EXPECT_NEAR(negative_log_likelihood(posteriors), expected("nll"), 1e-9);
    EXPECT_NEAR(negative_log_likelihood(calibrated), expected("nll_calibrated"), 1e-9);
    EXPECT_NEAR(brier_score(posteriors), expected("brier"), 1e-12);
    EXPECT_NEAR(expected_calibration_error(posteriors, bins), expected("ece"), 1e-12);
    EXPECT_NEAR(expected_calibration_error(calibrated, bins), expected("ece_calibrated"), 1e-6);
    const auto both = calibrate(posteriors, expected("wanted_accuracy"));
    EXPECT_EQ(both.temperature, temperature);
    EXPECT_NEAR(both.abstain_below, expected("threshold"), 1e-6);
  }
}

TEST(Reliability, MatchesHandCalculations) {
  // Confidences 0.5, 0.75, 0.75, 1: right, wrong, right, right.
  const std::vector<LabelledPosterior> posteriors{
      {{0.5, 0.5}, 0}, {{0.75, 0.25}, 1}, {{0.25, 0.75}, 1}, {{0.0, 1.0}, 1}};
  const auto bins = reliability_bins(posteriors, 2);
  ASSERT_EQ(bins.size(), 2u);
  EXPECT_EQ(bins[0].count, 0u);
  EXPECT_EQ(bins[1].low, 0.5);
  EXPECT_EQ(bins[1].high, 1.0);
  EXPECT_EQ(bins[1].count, 4u);
  EXPECT_EQ(bins[1].confidence, 0.75);
  EXPECT_EQ(bins[1].accuracy, 0.75);
  EXPECT_EQ(expected_calibration_error(posteriors, 2), 0.0);
  // In quarters: [0.5, 0.75) holds 0.5 → 1; [0.75, 1] holds 5/6 → 2/3.
  EXPECT_DOUBLE_EQ(expected_calibration_error(posteriors, 4),
                   0.25 * 0.5 + 0.75 * (2.5 / 3 - 2.0 / 3));
  EXPECT_DOUBLE_EQ(brier_score(posteriors), (0.5 + 1.125 + 0.125 + 0.0) / 4);
  EXPECT_DOUBLE_EQ(negative_log_likelihood(posteriors),
                   -(std::log(0.5) + std::log(0.25) + std::log(0.75)) / 4);
}

TEST(Coverage, HasAPointForEveryThreshold) {
  const auto posteriors = answers(3, 60, 2.0);
  const auto curve = coverage_accuracy(posteriors);
  EXPECT_EQ(curve.back().coverage, 1.0);
  for (const CoveragePoint& point : curve) {
    double answered = 0.0, right = 0.0;
    for (const auto& [probabilities, truth] : posteriors) {
      const auto best = std::ranges::max_element(probabilities);
      if (*best < point.threshold) continue;
      ++answered;
      if (static_cast<std::size_t>(best - probabilities.begin()) == truth) ++right;
    }
    EXPECT_DOUBLE_EQ(point.coverage, answered / 60.0);
    EXPECT_DOUBLE_EQ(point.accuracy, right / answered);
  }
}

TEST(Coverage, EqualConfidencesShareAPoint) {
  const std::vector<LabelledPosterior> posteriors{
      {{0.9, 0.1}, 0}, {{0.9, 0.1}, 1}, {{0.6, 0.4}, 0}, {{0.6, 0.4}, 0}};
  const auto curve = coverage_accuracy(posteriors);
  ASSERT_EQ(curve.size(), 2u);
  EXPECT_EQ(curve[0].threshold, 0.9);
  EXPECT_EQ(curve[0].coverage, 0.5);
  EXPECT_EQ(curve[0].accuracy, 0.5);
  EXPECT_EQ(curve[1].accuracy, 0.75);
}

TEST(Threshold, GivesTheWidestCoverage) {
  // From the surest: right, wrong, right, right, wrong: accuracies 1, 1/2, 2/3, 3/4, 3/5.
  const std::vector<LabelledPosterior> posteriors{
      {{0.9, 0.1}, 0}, {{0.8, 0.2}, 1}, {{0.7, 0.3}, 0}, {{0.6, 0.4}, 0}, {{0.55, 0.45}, 1}};
  EXPECT_THAT(threshold_for_accuracy(posteriors, 0.7).value(), DoubleEq(0.6));
  EXPECT_THAT(threshold_for_accuracy(posteriors, 0.9).value(), DoubleEq(0.9));
  EXPECT_EQ(threshold_for_accuracy(posteriors, 0.6), 0.0);
  EXPECT_EQ(threshold_for_accuracy(std::span(posteriors).subspan(1, 1), 0.5), std::nullopt);
  EXPECT_EQ(calibrate(std::span(posteriors).subspan(1, 1), 0.5).abstain_below, 1.0);
  EXPECT_EQ(calibrate(posteriors, 0.0).abstain_below, 0.0);
}

TEST(Calibration, ReadsTheRowsOfATable) {
  const PredictionTable table = by_hand();
  const auto posteriors = labelled_posteriors(table);
  ASSERT_EQ(posteriors.size(), 9u);
  EXPECT_EQ(posteriors[2].truth, 0u);
  EXPECT_THAT(posteriors[2].probabilities, ElementsAre(0.0, 1.0, 0.0));
  PredictionTable foreign = table;
  foreign.rows[1].emotion = "z";
  EXPECT_ERROR(labelled_posteriors(foreign), invalid_argument, "does not fit the labels");
}

TEST(Calibration, RefusesInvalidInput) {
  const std::vector<LabelledPosterior> none, odd{{{0.5, 0.5}, 2}}, one{{{0.5, 0.5}, 1}};
  EXPECT_ERROR(fit_temperature(none), invalid_argument, "no posteriors");
  EXPECT_ERROR(negative_log_likelihood(odd), invalid_argument, "truth 2 of 2 classes");
  EXPECT_ERROR(brier_score(none), invalid_argument, "no posteriors");
  EXPECT_ERROR(coverage_accuracy(odd), invalid_argument, "truth 2");
  EXPECT_ERROR(reliability_bins(one, 0), invalid_argument, "0 bins");
  EXPECT_ERROR(at_temperature(std::vector{0.5, 0.5}, 0.0), invalid_argument, "temperature 0");
  EXPECT_ERROR(at_temperature(std::vector<double>(), 1.0), invalid_argument, "without classes");
}

}  // namespace
}  // namespace emovox::evaluation
