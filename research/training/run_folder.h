// The folder of one cross-validation: what was run, on what, and what came out. A folder belongs to
// one recipe, corpus and set of folds; running the same again resumes it, anything else is refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "corpus/folds.h"
#include "corpus/manifest.h"
#include "training/inner_folds.h"
#include "training/recipe.h"
#include "training/track.h"

namespace emovox::training {

struct RunIdentity {
  Recipe recipe;
  std::string corpus;           // the manifest's path, for people
  std::string corpus_checksum;  // of audio and labels
  std::string device;
  CalibrationPlan calibration;
  Track track = Track::speaker_independent;
};

/// What the folder of a run says that it is. Throws not_found, io, corrupt_data.
RunIdentity read_run_identity(const std::filesystem::path& folder);

class RunFolder {
 public:
  /// Creates the folder with config.toml and folds.csv, or finds them there, the same. Throws
  /// invalid_argument where the folder holds another run or foreign files, io.
  RunFolder(std::filesystem::path path, const RunIdentity& identity,
            const corpus::Manifest& manifest, const std::vector<corpus::Fold>& folds);

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(const char* name) const { return path_ / name; }

  /// Where the model of one seed and fold (by its place in folds.csv) goes, its learning curve, and
  /// its state while it is trained.
  std::filesystem::path model(std::uint64_t seed, std::size_t fold) const;
  std::filesystem::path curve(std::uint64_t seed, std::size_t fold) const;
  std::filesystem::path checkpoint(std::uint64_t seed, std::size_t fold) const;

 private:
  void open(const RunIdentity& identity, const corpus::Manifest& manifest,
            const std::vector<corpus::Fold>& folds);

  std::filesystem::path path_;
};

}  // namespace emovox::training
