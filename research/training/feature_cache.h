// Stores computed features on disk and reads them back, in a
// folder of checked files. The key of a file is a hash of the decoded samples, their rate, every
// feature option, the requested sets and the features of a test signal at that rate on this
// machine: if any of its numbers changes, by a new version or another processor, the features are
// computed again.
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

/// Safe from many threads; many processes may use the same folder.
class FeatureCache {
 public:
  /// `folder` is created when the first file is written; empty: nothing is stored. Throws
  /// invalid_argument as validate() does.
  FeatureCache(std::filesystem::path folder, const FeatureOptions& options,
               std::span<const FeatureSet> sets = kPaperSets);

  /// Returns the same bits as extract_features(audio, options, sets), and throws the same errors. A
  /// file that is damaged, truncated or foreign is written again; a folder that cannot be used is
  /// ignored.
  Features features_of(const Audio& audio);

  /// The path of the file for the features of `audio`, which need not exist.
  std::filesystem::path path_of(const Audio& audio);

  /// The number of recordings whose features were found on disk.
  std::size_t found() const { return found_; }

  /// Why the folder could not be written to; empty if it could.
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
  mutable std::mutex mutex_;               // guards the members below
  std::map<int, std::string> front_ends_;  // by sample rate in Hz: a digest of its numbers
  std::string obstacle_;
};

}  // namespace emovox::training
