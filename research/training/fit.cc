#include "training/fit.h"

#include <torch/torch.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <numbers>
#include <optional>

#include "emovox/error.h"
#include "training/batches.h"
#include "training/checkpoint.h"
#include "training/last_layer.h"
#include "training/loss.h"
#include "training/network.h"
#include "training/validation.h"

namespace emovox::training {
namespace {

/// A seed for one purpose in one epoch (SplitMix64), so that checkpoints need no generator states.
std::uint64_t derive_seed(std::uint64_t seed, std::uint64_t epoch, std::uint64_t purpose) {
  std::uint64_t z = seed * 0x9e3779b97f4a7c15ULL + epoch * 0xbf58476d1ce4e5b9ULL + purpose;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
  return z ^ (z >> 31);
}

enum Purpose : std::uint64_t { kShuffle, kPerturbation, kDropout, kAdversary };

torch::Device open_device(const std::string& name) {
  if (name == "cpu") return torch::kCPU;
  if (name != "cuda") {
    throw Error(ErrorCode::invalid_argument, "device", "\"" + name + "\"", "must be cpu or cuda");
  }
  if (!torch::cuda::is_available()) {
    throw Error(
        ErrorCode::unsupported, "device", "this libtorch finds no CUDA device",
        "must be cpu, or libtorch must be built for CUDA on a machine that has such a device");
  }
  return torch::kCUDA;
}

/// The learning rate relative to its highest value, at `progress` in [0, 1) of the training.
double relative_rate(Schedule schedule, double progress) {
  return schedule == Schedule::constant ? 1.0 : 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
}

/// The network of one training and its optimiser: trains it epoch by epoch.
class Trainer {
 public:
  Trainer(const Dataset& dataset, const Recipe& recipe, const TrainingJob& job)
      : recipe_(recipe),
        job_(job),
        device_(open_device(job.device)),
        set_(dataset, job.utterances, recipe),
        network_(model_info(dataset, recipe, job), job.seed, device_),
        adversary_(make_adversary(dataset)),
        optimiser_(parameters(), torch::optim::AdamWOptions(recipe.training.learning_rate)
                                     .weight_decay(recipe.training.weight_decay)),
        weights_(class_weights(dataset, job.utterances, recipe.training.class_weights).to(device_)),
        state_{network_, optimiser_, {}} {
    for (std::size_t s = 0; s < recipe.network.feature_sets.size(); ++s) {
      network_.set_normaliser(recipe.network.feature_sets[s], set_.normaliser(s).mean,
                              set_.normaliser(s).std);
    }
    if (recipe.training.weight_average > 0.0) {
      average_.emplace(network_, recipe.training.weight_average);
    }
    state_.others = other_tensors();
  }

  /// Trains epoch number `epoch`, from 0.
  EpochReport run_epoch(int epoch) {
    const auto number = static_cast<std::uint64_t>(epoch);
    std::mt19937_64 random(derive_seed(job_.seed, number, kPerturbation));
    at::Generator dropout =
        at::detail::createCPUGenerator(derive_seed(job_.seed, number, kDropout));
    const auto batches = set_.shuffled_batches(derive_seed(job_.seed, number, kShuffle));
    EpochReport report{epoch + 1, recipe_.training.epochs, 0.0, 0.0};
    for (std::size_t b = 0; b < batches.size(); ++b) {
      const double done = static_cast<double>(b) / static_cast<double>(batches.size());
      set_learning_rate((epoch + done) / recipe_.training.epochs);
      train_on(set_.make_batch(batches[b], random, device_), dropout, report);
      if (average_) average_->add(network_, number * batches.size() + b);
    }
    report.loss /= static_cast<double>(set_.size());
    report.accuracy /= static_cast<double>(set_.size());
    return report;
  }

  /// The model file with the current weights.
  model::ModelFile model_file() const {
    model::ModelFile file = network_.to_model_file();
    if (average_) average_->move_into(file);
    refine_last_layer(file, set_, recipe_.training, device_);
    return file;
  }

  /// The state for checkpoints.
  TrainingState& state() { return state_; }

  std::size_t threads() const { return job_.threads_now ? job_.threads_now() : job_.threads; }

 private:
  static ModelInfo model_info(const Dataset& dataset, const Recipe& recipe,
                              const TrainingJob& job) {
    ModelInfo info;
    info.name = job.name;
    info.features = recipe.features;
    info.network = recipe.network;
    info.labels = dataset.labels;
    return info;
  }

  std::optional<SpeakerAdversary> make_adversary(const Dataset& dataset) const {
    if (recipe_.training.speaker_adversary == 0.0) return std::nullopt;
    const int64_t dims = network_.tensors().at("norm.gain").size(0);  // of the fused vector
    const auto last = std::max_element(dataset.speakers.begin(), dataset.speakers.end());
    return SpeakerAdversary(dims, static_cast<int64_t>(*last) + 1,
                            derive_seed(job_.seed, 0, kAdversary), device_);
  }

  std::vector<torch::Tensor> parameters() const {
    std::vector<torch::Tensor> parameters = network_.parameters();
    if (adversary_) parameters.push_back(adversary_->layer());
    return parameters;
  }

  /// Tensors of checkpoints besides the network and the optimiser.
  std::map<std::string, torch::Tensor> other_tensors() const {
    std::map<std::string, torch::Tensor> others;
    if (average_) {
      for (const auto& [name, mean] : average_->tensors()) others["average." + name] = mean;
    }
    if (adversary_) others["adversary"] = adversary_->layer();
    return others;
  }

  void set_learning_rate(double progress) {
    const double rate =
        recipe_.training.learning_rate * relative_rate(recipe_.training.schedule, progress);
    for (auto& group : optimiser_.param_groups()) {
      static_cast<torch::optim::AdamWOptions&>(group.options()).lr(rate);
    }
  }

  /// One step of the optimiser; adds the batch's loss and right predictions to the report.
  void train_on(const StepBatch& batch, const at::Generator& dropout, EpochReport& report) {
    const TrainingPass pass{recipe_.training.dropout_rate, recipe_.training.recurrent_dropout_rate,
                            dropout, threads()};
    optimiser_.zero_grad();
    const auto [log_posteriors, fused] = network_.training_pass(batch, pass);
    const torch::Tensor losses = -(batch.targets * log_posteriors * weights_).sum(1);
    torch::Tensor loss = losses.mean();
    if (adversary_) {
      loss = loss + adversary_->loss(fused, batch.speakers, recipe_.training.speaker_adversary);
    }
    if (!std::isfinite(loss.item<double>())) {
      throw Error(ErrorCode::internal, job_.name, "the loss is no longer a finite number",
                  "must stay finite; lower learning_rate or set gradient_clip");
    }
    loss.backward();
    if (recipe_.training.gradient_clip > 0.0) {
      torch::nn::utils::clip_grad_norm_(network_.parameters(), recipe_.training.gradient_clip);
    }
    optimiser_.step();
    report.loss += losses.sum().item<double>();
    report.accuracy += log_posteriors.argmax(1).eq(batch.targets.argmax(1)).sum().item<double>();
  }

  const Recipe& recipe_;
  const TrainingJob& job_;
  torch::Device device_;
  TrainingSet set_;
  TrainableNetwork network_;
  std::optional<SpeakerAdversary> adversary_;
  torch::optim::AdamW optimiser_;
  std::optional<WeightAverage> average_;
  torch::Tensor weights_;  // of the classes in the loss, [C]
  TrainingState state_;
};

/// All epochs of one training: checkpoints, validation and early stopping.
class Fitting {
 public:
  Fitting(const Dataset& dataset, const Recipe& recipe, const TrainingJob& job)
      : recipe_(recipe), job_(job), trainer_(dataset, recipe, job) {
    if (!job.validation.empty()) best_.emplace(dataset, job.validation);
  }

  model::ModelFile run() {
    for (int epoch = resume(); epoch < recipe_.training.epochs && !stops_early(epoch); ++epoch) {
      curve_.push_back(trainer_.run_epoch(epoch));
      if (best_) validate_epoch(epoch + 1, curve_.back());
      if (!job_.checkpoint.empty()) {
        save_checkpoint(job_.checkpoint, identity(), curve_, trainer_.state());
      }
      if (job_.on_epoch) job_.on_epoch(curve_.back());
    }
    return best_ ? best_->best() : trainer_.model_file();
  }

 private:
  std::string identity() const {
    return job_.identity + "\nseed " + std::to_string(job_.seed) + "\n" + job_.device + "\n" +
           to_toml(recipe_);
  }

  /// Restores the checkpoint, if there is one. Returns the number of epochs that are done.
  int resume() {
    if (job_.checkpoint.empty()) return 0;
    auto& texts = trainer_.state().texts;
    if (best_) texts[kBestEpoch];  // to be read
    curve_ = load_checkpoint(job_.checkpoint, identity(), trainer_.state());
    if (curve_.empty()) return 0;
    if (best_) best_->restore(texts[kBestEpoch]);
    if (job_.on_resume) job_.on_resume(curve_);
    return static_cast<int>(curve_.size());
  }

  void validate_epoch(int epoch, EpochReport& report) {
    const ValidationScore score = best_->consider(epoch, trainer_.model_file(), trainer_.threads());
    report.held_out_loss = score.loss;
    report.held_out_ua = score.ua;
    trainer_.state().texts[kBestEpoch] = best_->save();
  }

  bool stops_early(int epoch) const {
    return best_ && recipe_.training.patience > 0 &&
           epoch - best_->epoch() >= recipe_.training.patience;
  }

  static constexpr const char* kBestEpoch = "best_epoch";  // its name in checkpoints

  const Recipe& recipe_;
  const TrainingJob& job_;
  Trainer trainer_;
  std::optional<BestEpoch> best_;
  std::vector<EpochReport> curve_;  // of the finished epochs
};

}  // namespace

void check_device(const std::string& device) { open_device(device); }

model::ModelFile fit(const Dataset& dataset, const Recipe& recipe, const TrainingJob& job) {
  if (job.utterances.size() < 2) {
    throw Error(ErrorCode::invalid_argument, job.name,
                std::to_string(job.utterances.size()) + " utterance(s) for training",
                "must be two or more");
  }
  validate(recipe);
  at::set_num_threads(1);  // with more, libtorch's sums depend on the number of threads
  TrainingJob split_job = job;
  if (recipe.training.held_out_speakers > 0 && job.validation.empty()) {
    const auto speakers = static_cast<std::size_t>(recipe.training.held_out_speakers);
    SpeakerSplit split = hold_out_speakers(dataset, job.utterances, speakers, job.seed);
    split_job.utterances = std::move(split.training);
    split_job.validation = std::move(split.validation);
  }
  try {
    return Fitting(dataset, recipe, split_job).run();
  } catch (const c10::Error& error) {  // such as a device without free memory
    throw Error(ErrorCode::internal, job.name, error.what_without_backtrace(), "");
  }
}

}  // namespace emovox::training
