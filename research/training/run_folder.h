// The run folder of one cross-validation: config.toml, folds.csv, the models and the results. A
// folder belongs to one recipe, corpus and set of folds. The same cross-validation resumes in it;
// any other is refused.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "emovox/fields.h"
#include "training/inner_folds.h"
#include "training/recipe.h"

namespace emovox::training {

/// What training may use of its test speakers. Metrics of different tracks are compared only with
/// their tracks named.
enum class Track {
  speaker_independent,  // nothing
  speaker_normalised,   // their features without labels, for z-scores by speaker (transductive)
  best_epoch_on_test    // their labels, to choose the epoch: only to measure how much this flatters
};

}  // namespace emovox::training

namespace emovox {
template <>
struct EnumNames<training::Track> {
  static constexpr std::array<std::string_view, 3> names{
      "speaker-independent", "speaker-normalised", "best-epoch-on-test"};
};
}  // namespace emovox

namespace emovox::training {

/// Everything that determines the numbers of a cross-validation.
struct RunIdentity {
  Recipe recipe;
  std::string corpus;           // the manifest's path, for information only
  std::string corpus_checksum;  // of audio and labels
  std::string device;
  CalibrationPlan calibration;
  Track track = Track::speaker_independent;
};

/// Reads the identity from the config.toml of a run folder. Throws not_found, io, corrupt_data.
RunIdentity read_run_identity(const std::filesystem::path& folder);

class RunFolder {
 public:
  /// Creates the folder with config.toml and folds.csv, or opens one that holds the same. Throws
  /// invalid_argument if the folder holds another run or other files, io.
  RunFolder(std::filesystem::path path, const RunIdentity& identity,
            const corpus::Manifest& manifest, const std::vector<corpus::Fold>& folds);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(const char* name) const { return path_ / name; }

  /// Paths of the model of one seed and fold (by its position in folds.csv), of its learning curve,
  /// and of the checkpoint that exists while it is trained.
  std::filesystem::path model(std::uint64_t seed, std::size_t fold) const;
  std::filesystem::path curve(std::uint64_t seed, std::size_t fold) const;
  std::filesystem::path checkpoint(std::uint64_t seed, std::size_t fold) const;

 private:
  void open(const RunIdentity& identity, const corpus::Manifest& manifest,
            const std::vector<corpus::Fold>& folds);

  std::filesystem::path path_;
};

}  // namespace emovox::training
