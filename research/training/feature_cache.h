// Features that were computed once are read back from the disk: recording → features, through a
// folder of checked files. A file is found by the decoded samples, their rate, every feature
// option, the sets that are asked for and what the front end makes of a test signal at that rate on
// this machine: where any number of it has changed, by a new version or another processor, the
// features are computed anew.
#pragma once

#include <atomic>
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emovox/audio.h"
#include "emovox/features.h"

namespace emovox::training {

/// Safe from many threads, and in one folder from many processes.
class FeatureCache {
 public:
  /// `folder` is made when the first file is written; empty: nothing is kept. Throws
  /// invalid_argument as validate() does.
  FeatureCache(std::filesystem::path folder, const FeatureOptions& options,
               std::span<const FeatureSet> sets = kPaperSets);

  /// Bit for bit what extract_features(audio, options, sets) gives, and throws as it does. A file
  /// that is damaged, cut off or not ours is written anew; a folder that cannot be used is passed
  /// over.
  Features features_of(const Audio& audio);

  /// Where the features of `audio` lie, or will.
  std::filesystem::path path_of(const Audio& audio);

  /// How many were found on the disk.
  std::size_t found() const { return found_; }

  /// Why the folder could not be written to; empty where it could.
  std::string obstacle() const;

 private:
  std::string key_of(const Audio& audio);
  std::string front_end_at(int sample_rate);
  std::optional<Features> read(const std::filesystem::path& path, const std::string& key,
                               const Audio& audio) const;
  void write(const std::filesystem::path& path, const std::string& key, const Features& features);

  std::filesystem::path folder_;
  FeatureOptions options_;
  FeatureTables tables_;
  std::vector<FeatureSet> sets_;
  std::atomic<std::size_t> found_{0};
  mutable std::mutex mutex_;               // guards what follows
  std::map<int, std::string> front_ends_;  // by sample rate in Hz: a digest of its numbers
  std::string obstacle_;
};

}  // namespace emovox::training
