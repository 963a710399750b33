#include "training/validation.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <random>
#include <set>

#include "emovox/error.h"
#include "evaluation/calibration.h"
#include "evaluation/metrics.h"
#include "model/network.h"
#include "text/posterior.h"
#include "text/shuffle.h"
#include "training/dataset.h"
#include "training/perturbation.h"

namespace emovox::training {
namespace {

constexpr double kSmallestProbability =
    1e-12;  // lower limit of the truth's probability in the loss

/// The numbers before the model in BestEpoch's bytes: epoch, loss, UA. An array has no
/// padding, whose bytes would not be defined.
using SavedNumbers = std::array<double, 3>;

}  // namespace

SpeakerSplit hold_out_speakers(const Dataset& dataset, const std::vector<std::size_t>& utterances,
                               std::size_t speakers, std::uint64_t seed) {
  std::set<std::size_t> all;
  for (const std::size_t utterance : utterances) all.insert(dataset.speakers[utterance]);
  if (all.size() < speakers + 2) {
    throw Error(ErrorCode::invalid_argument, "held_out_speakers",
                std::to_string(speakers) + " of " + std::to_string(all.size()) + " speakers",
                "must leave two or more for training");
  }
  std::vector<std::size_t> order(all.begin(), all.end());
  std::mt19937_64 random(seed);
  text::shuffle(order, random);
  order.resize(speakers);
  SpeakerSplit split;
  for (const std::size_t utterance : utterances) {
    const bool held_out = std::ranges::count(order, dataset.speakers[utterance]) > 0;
    (held_out ? split.validation : split.training).push_back(utterance);
  }
  return split;
}

void check_patience(const TrainingOptions& options, bool validates) {
  if (options.patience == 0 || options.held_out_speakers > 0 || validates) return;
  throw Error(ErrorCode::invalid_argument, "patience",
              "is " + std::to_string(options.patience) +
                  ", but held_out_speakers is 0, so that the best epoch is unknown",
              "must be 0, or held_out_speakers must be above 0");
}

BestEpoch::BestEpoch(const Dataset& dataset, std::vector<std::size_t> validation)
    : dataset_(dataset), validation_(std::move(validation)) {}

ValidationScore BestEpoch::score_of(const model::ModelFile& file, std::size_t threads) const {
  const auto posteriors = predict_utterances(Network(file), dataset_, validation_, threads);
  const std::size_t classes = dataset_.labels.size();
  evaluation::Confusion confusion(classes, std::vector<std::size_t>(classes, 0));
  std::vector<evaluation::LabelledPosterior> scored;
  for (std::size_t n = 0; n < validation_.size(); ++n) {
    const std::size_t truth = dataset_.targets[validation_[n]];
    const auto& p = posteriors[n];
    ++confusion[truth][text::argmax(p)];
    scored.push_back({{p.begin(), p.end()}, truth});
    double& of_truth = scored.back().probabilities[truth];
    of_truth = std::max(of_truth, kSmallestProbability);
  }
  return {.loss = evaluation::negative_log_likelihood(scored),
          .ua = evaluation::summary_metrics(evaluation::class_counts(confusion)).ua};
}

ValidationScore BestEpoch::consider(int epoch, const model::ModelFile& file, std::size_t threads) {
  const ValidationScore score = score_of(file, threads);
  const bool better = score.ua > score_.ua || (score.ua == score_.ua && score.loss < score_.loss);
  if (epoch_ == 0 || better) {
    epoch_ = epoch;
    score_ = score;
    const auto bytes = model::serialise(file);
    file_.assign(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  return score;
}

model::ModelFile BestEpoch::best() const {
  return model::parse_model_file(std::as_bytes(std::span(file_)), "best epoch");
}

std::string BestEpoch::save() const {
  const SavedNumbers numbers{static_cast<double>(epoch_), score_.loss, score_.ua};
  return std::string(reinterpret_cast<const char*>(&numbers), sizeof numbers) + file_;
}

void BestEpoch::restore(const std::string& bytes) {
  SavedNumbers numbers{};
  if (bytes.size() < sizeof numbers) {
    throw Error(ErrorCode::corrupt_data, "best epoch", "is cut off",
                "must be complete; remove the checkpoint");
  }
  std::memcpy(&numbers, bytes.data(), sizeof numbers);
  epoch_ = static_cast<int>(numbers[0]);
  score_ = {.loss = numbers[1], .ua = numbers[2]};
  file_ = bytes.substr(sizeof numbers);
}

}  // namespace emovox::training
