#include "training/held_out.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <random>
#include <set>

#include "emovox/error.h"
#include "model/network.h"
#include "text/shuffle.h"
#include "training/perturbation.h"

namespace emovox::training {
namespace {

constexpr double kSmallestProbability = 1e-12;  // of the truth, in the loss

struct Saved {
  int epoch;
  WatchedScore score;
};

}  // namespace

HeldOut hold_out(const Dataset& dataset, const std::vector<std::size_t>& utterances,
                 std::size_t speakers, std::uint64_t seed) {
  std::set<std::size_t> all;
  for (const std::size_t utterance : utterances) all.insert(dataset.speakers[utterance]);
  if (all.size() < speakers + 2) {
    throw Error(ErrorCode::invalid_argument, "held_out_speakers",
                std::to_string(speakers) + " of " + std::to_string(all.size()) + " speakers",
                "must leave two or more to learn from");
  }
  std::vector<std::size_t> order(all.begin(), all.end());
  std::mt19937_64 random(seed);
  text::shuffle(order, random);
  order.resize(speakers);
  HeldOut parts;
  for (const std::size_t utterance : utterances) {
    const bool held = std::ranges::count(order, dataset.speakers[utterance]) > 0;
    (held ? parts.watched : parts.learned).push_back(utterance);
  }
  return parts;
}

BestEpoch::BestEpoch(const Dataset& dataset, std::vector<std::size_t> watched)
    : dataset_(dataset), watched_(std::move(watched)) {}

WatchedScore BestEpoch::consider(int epoch, const model::ModelFile& file, std::size_t threads) {
  const Network network(file);
  std::vector<Features> features;
  for (const std::size_t utterance : watched_) features.push_back(dataset_.features[utterance]);
  const auto posteriors = network.forward(features, threads);
  WatchedScore score;
  std::map<std::size_t, std::pair<double, double>> classes;  // right, all
  for (std::size_t n = 0; n < watched_.size(); ++n) {
    const auto& p = posteriors[n].probabilities;
    const std::size_t truth = dataset_.targets[watched_[n]];
    score.loss -= std::log(std::max<double>(p[truth], kSmallestProbability));
    const auto guess = static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
    auto& [right, all] = classes[truth];
    right += guess == truth ? 1.0 : 0.0;
    all += 1.0;
  }
  score.loss /= static_cast<double>(watched_.size());
  for (const auto& [label, counts] : classes) score.ua += counts.first / counts.second;
  score.ua /= static_cast<double>(classes.size());
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
  const Saved saved{epoch_, score_};
  return std::string(reinterpret_cast<const char*>(&saved), sizeof saved) + file_;
}

void BestEpoch::restore(const std::string& bytes) {
  Saved saved{};
  if (bytes.size() < sizeof saved) {
    throw Error(ErrorCode::corrupt_data, "best epoch", "cut off", "remove the checkpoint");
  }
  std::memcpy(&saved, bytes.data(), sizeof saved);
  epoch_ = saved.epoch;
  score_ = saved.score;
  file_ = bytes.substr(sizeof saved);
}

}  // namespace emovox::training
