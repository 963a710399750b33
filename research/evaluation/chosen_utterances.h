// Utterances to look at: the surest right and the surest wrong judgement of each class.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// Ends of the samples that one column of a drawn waveform stands for, in [-1, 1].
struct Swing {
  float low = 0.0f;
  float high = 0.0f;
};

/// One utterance as it was heard and judged. Plain data: who has audio and model fills it.
struct Illustration {
  PredictionRow row;
  double duration = 0.0;         // seconds
  std::vector<Swing> waveform;   // [columns], evenly over the duration
  std::size_t bands = 0;         // of log_mel
  std::vector<float> log_mel;    // [frames, bands], dB, lowest band first
  std::vector<float> attention;  // [steps], sums to 1; empty where the model has none
  double attention_step = 0.0;   // seconds a step
};

/// The most classes that are illustrated, in the order of labels.
inline constexpr std::size_t kIllustratedClasses = 8;

/// Rows of the lowest seed, class by class: the surest right one, then the surest wrong one, where
/// there are such. Ties by file name.
std::vector<PredictionRow> choose_illustrations(const PredictionTable& table);

/// How many parts a waveform is drawn in.
inline constexpr std::size_t kWaveformParts = 208;

/// The swing of `samples` in `columns` equal parts; fewer where there are fewer samples.
std::vector<Swing> swings(const std::vector<float>& samples, std::size_t columns);

/// Probability of the row's prediction; 0 where the table does not have it.
double confidence_of(const PredictionTable& table, const PredictionRow& row);

struct Mistake {
  PredictionRow row;        // of the seed that was surest
  double confidence = 0.0;  // probability of row.predicted
  double of_truth = 0.0;    // probability of row.emotion
  std::size_t seeds = 0;    // how many seeds were wrong about this file
};

/// A file once, the surest first; ties by file name.
std::vector<Mistake> most_confident_mistakes(const PredictionTable& table, std::size_t count);

}  // namespace emovox::evaluation
