// Confidence intervals by the cluster bootstrap: whole speakers are drawn with replacement, with
// all their utterances and seeds, because the utterances of a speaker are not independent.
// Percentile intervals: the quantiles (1 ± level) / 2 of the resampled metrics, interpolated
// linearly. Seeds are not resampled: a metric is its mean over the seeds of the run. Efron &
// Tibshirani, An Introduction to the Bootstrap (1993), chapter 13; Field & Welsh, Bootstrapping
// clustered data, JRSS B 69 (2007).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <span>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

struct BootstrapOptions {
  std::size_t resamples = 10000;  // draws of as many speakers as there are
  double level = 0.95;            // share of the resampled metrics inside, in (0, 1)
  std::uint64_t seed = 1;         // seed of the draws; it determines the intervals on every machine
};

/// Draws `count` of `count` speakers with replacement, and counts how often each was drawn.
class BootstrapSampler {
 public:
  BootstrapSampler(std::size_t count, std::uint64_t seed) : random_(seed), times_(count) {}
  const std::vector<std::size_t>& next();  // [count], sums to count

 private:
  std::mt19937_64 random_;
  std::vector<std::size_t> times_;
};

/// Intervals of the metrics of compute_metrics. A fold is weighted by the number of its drawn
/// speakers over the number of its speakers; where each speaker is drawn once, this is the plain
/// mean over folds. Nothing where there are fewer than two speakers. Throws invalid_argument on an
/// empty table or options out of range.
std::optional<Intervals> bootstrap_intervals(const PredictionTable& table,
                                             const BootstrapOptions& options = {});

/// The interval of the mean of `values`, one for each speaker. Nothing for fewer than two. Throws
/// invalid_argument on options out of range.
std::optional<Interval> bootstrap_mean(std::span<const double> values,
                                       const BootstrapOptions& options = {});

}  // namespace emovox::evaluation
