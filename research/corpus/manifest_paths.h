// File names in a manifest that is written to another folder than it was read from.
#pragma once

#include <filesystem>
#include <string>

#include "corpus/manifest.h"

namespace emovox::corpus {

/// The name of `file` as seen from `folder` (empty: the working folder): a relative path, or the
/// full path where the two share nothing but the root. Throws io where the working folder is needed
/// and does not exist any more.
std::string relative_name(const std::filesystem::path& folder, const std::filesystem::path& file);

/// Gives the files of a manifest the names that they need in a manifest at `path`.
class ManifestPaths {
 public:
  ManifestPaths(const Manifest& manifest, const std::filesystem::path& path);
  std::string name_of(const Utterance& utterance) const;

 private:
  const Manifest& manifest_;
  std::filesystem::path folder_;
  bool moves_;  // `path` lies in another folder than the manifest
};

}  // namespace emovox::corpus
