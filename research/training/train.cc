#include "training/train.h"

#include <map>
#include <numeric>

#include "emovox/error.h"
#include "model/ensemble.h"
#include "text/whole_file.h"
#include "training/fit.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

/// "OUTPUT.seed-3.member" of the seed 3.
fs::path beside(const TrainOptions& options, std::uint64_t seed, const char* extension) {
  fs::path path = options.output;
  path += ".seed-" + std::to_string(seed) + extension;
  return path;
}

fs::path member_path(const TrainOptions& options, std::uint64_t seed) {
  return beside(options, seed, ".member");
}

fs::path checkpoint_path(const TrainOptions& options, std::uint64_t seed) {
  if (options.seeds > 1) return beside(options, seed, ".state");
  fs::path path = options.output;
  path += ".state";
  return path;
}

/// The networks of one model. The finished members of an ensemble are stored in files until the
/// last one is finished.
class Members {
 public:
  Members(const Dataset& dataset, const Recipe& recipe, const TrainOptions& options,
          const std::function<void(const TrainProgress&)>& progress)
      : dataset_(dataset), recipe_(recipe), options_(options), progress_(progress) {}

  model::ModelFile train() {
    if (options_.seeds == 1) return fit_seed(options_.seed);
    std::vector<model::ModelFile> members;
    for (const std::uint64_t seed : options_.all_seeds()) {
      const fs::path path = member_path(options_, seed);
      if (!text::file_exists(path)) {
        text::write_file_atomically(path, model::serialise(fit_seed(seed)));
      }
      members.push_back(model::read_model_file(path));
      check_member(path, members.back(), seed);
      epochs_before_ += static_cast<std::size_t>(recipe_.training.epochs);
    }
    return model::join_members(std::move(members));
  }

 private:
  /// The identity of a member of this training.
  std::map<std::string, std::string> origin(std::uint64_t seed) const {
    return {{"corpus_checksum", dataset_.checksum},
            {"seed", std::to_string(seed)},
            {"device", options_.device},
            {"training", to_line(recipe_.training)}};
  }

  /// Checks that a member left by an earlier run is the one that this run would train.
  void check_member(const fs::path& path, const model::ModelFile& member,
                    std::uint64_t seed) const {
    if (member.info.origin == origin(seed) && member.info.network == recipe_.network &&
        member.info.features == recipe_.features) {
      return;
    }
    throw Error(ErrorCode::invalid_argument, path.string(), "is the checkpoint of another training",
                "must be removed, or another output given");
  }

  model::ModelFile fit_seed(std::uint64_t seed) const {
    TrainingJob job;
    job.utterances.resize(dataset_.features.size());
    std::iota(job.utterances.begin(), job.utterances.end(), std::size_t{0});
    job.seed = seed;
    job.name = "seed " + std::to_string(seed);
    job.checkpoint = checkpoint_path(options_, seed);
    job.identity = dataset_.checksum;
    job.device = options_.device;
    job.threads = options_.threads;
    job.on_epoch = [&](const EpochReport& epoch) {
      progress_({seed, epoch, epochs_before_ + static_cast<std::size_t>(epoch.epoch)});
    };
    model::ModelFile file = fit(dataset_, recipe_, job);
    file.info.origin = origin(seed);
    return file;
  }

  const Dataset& dataset_;
  const Recipe& recipe_;
  const TrainOptions& options_;
  const std::function<void(const TrainProgress&)>& progress_;
  std::size_t epochs_before_ = 0;  // epochs of the finished members
};

}  // namespace

std::vector<std::uint64_t> TrainOptions::all_seeds() const {
  std::vector<std::uint64_t> all(seeds);
  std::iota(all.begin(), all.end(), seed);
  return all;
}

model::ModelFile train_model(const Dataset& dataset, const Recipe& recipe,
                             const TrainOptions& options,
                             const std::function<void(const TrainProgress&)>& progress) {
  return Members(dataset, recipe, options, progress).train();
}

void remove_unfinished(const TrainOptions& options) {
  for (const std::uint64_t seed : options.all_seeds()) {
    text::remove_file(checkpoint_path(options, seed));
    text::remove_file(member_path(options, seed));
  }
}

}  // namespace emovox::training
