// Chooses utterances for the report: of each class the most confident right and the most confident
// wrong prediction, and the most confident mistakes of all.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "evaluation/metrics.h"

namespace emovox::evaluation {

/// The lowest and highest sample in one column of a drawn waveform, in [-1, 1].
struct WaveformRange {
  float low = 0.0f;
  float high = 0.0f;
};

/// The input of a model for one utterance, and its attention. Plain data: research/report, which
/// has audio and models, fills it in.
struct Illustration {
  PredictionRow row;
  double duration = 0.0;                // seconds
  std::vector<WaveformRange> waveform;  // [columns], evenly over the duration
  std::size_t bands = 0;                // of log_mel
  std::vector<float> log_mel;           // [frames, bands], dB, lowest band first
  std::vector<float> attention;         // [steps], sums to 1; empty where the model has none
  double attention_step = 0.0;          // seconds a step
};

/// The largest number of classes that are illustrated, in the order of labels.
inline constexpr std::size_t kChosenClasses = 8;

/// Rows of the lowest seed, class by class: the most confident right one, then the most confident
/// wrong one, if there are any. Ties are broken by file name.
std::vector<PredictionRow> choose_utterances(const PredictionTable& table);

/// The number of columns of a drawn waveform.
inline constexpr std::size_t kWaveformParts = 208;

/// The range of `samples` in `columns` equal parts; fewer where there are fewer samples.
std::vector<WaveformRange> waveform_ranges(const std::vector<float>& samples, std::size_t columns);

/// Probability of the row's prediction; 0 if the table lacks it.
double confidence_of(const PredictionTable& table, const PredictionRow& row);

struct Mistake {
  PredictionRow row;        // of the seed that was most confident
  double confidence = 0.0;  // probability of row.predicted
  double of_truth = 0.0;    // probability of row.emotion
  std::size_t seeds = 0;    // how many seeds were wrong about this file
};

/// Each file once, the most confident mistake first; ties are broken by file name.
std::vector<Mistake> most_confident_mistakes(const PredictionTable& table, std::size_t count);

}  // namespace emovox::evaluation
