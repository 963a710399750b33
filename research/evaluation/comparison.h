// Compares two runs on the same utterances: how far their metrics differ, and whether the
// difference is significant. For the t, Wilcoxon and permutation tests a pair is a speaker: the
// speaker's metric in each run, averaged over seeds. For McNemar's test a pair is an utterance,
// predicted by the mean posterior over the same number of seeds of each run. Speakers are
// independent of one another; the utterances of one speaker are not, so that McNemar's p is too
// small. Holm's correction counts all tests of the result.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "evaluation/metrics.h"
#include "evaluation/paired_tests.h"
#include "evaluation/run_results.h"

namespace emovox::evaluation {

struct ComparisonOptions {
  bool seed_folds = false;  // also t-tests over seeds × folds, which are not independent
};

/// A metric of both runs, a share in [0, 1].
struct MetricDifference {
  std::string_view metric;  // "WA, mean over speakers"
  double first = 0.0;
  double second = 0.0;
  double difference = 0.0;           // second - first
  std::optional<Interval> interval;  // 95 %, bootstrap over speakers; nothing for one speaker
};

/// One test and the kind of its pairs.
struct ComparisonTest {
  std::string_view metric;  // "WA", "UA"
  std::string_view pair;    // "speaker", "utterance", "seed × fold"
  bool independent = true;  // whether the pairs are independent; else p is too small
  TestResult result;        // result.pairs: how many pairs
  double p_holm = 1.0;      // p with Holm's correction over all tests of the result
};

struct Comparison {
  std::string first, second;  // names of the runs
  std::string track;
  std::size_t speakers = 0;
  std::size_t utterances = 0;
  std::size_t seeds_of_first = 0;
  std::size_t seeds_of_second = 0;
  std::vector<MetricDifference> differences;
  std::vector<ComparisonTest> tests;
  std::vector<std::string> notes;  // further facts that a reader must know
};

/// Throws invalid_argument, naming the second run, where the runs are of different tracks or
/// labels, or not of the same utterances with the same truths and speakers; where the seeds of one
/// run differ in their utterances; or on an empty table.
Comparison compare_runs(const RunResults& first, const RunResults& second,
                        const ComparisonOptions& options = {});

/// A summary of the tests, one sentence for each metric: which run is better, and in how many of
/// the tests with independent pairs the corrected p is under 0.05: "WA: b is 3.10 points above a;
/// corrected p < 0.05 in 2 of 4 tests."
std::vector<std::string> conclusions(const Comparison& comparison);

/// Compares every other run with the first, with Holm's correction over all tests. Throws as
/// compare_runs, and on fewer than two runs.
std::vector<Comparison> compare_with_first(std::span<const RunResults> runs,
                                           const ComparisonOptions& options = {});

}  // namespace emovox::evaluation
