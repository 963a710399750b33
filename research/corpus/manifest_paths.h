// Adapts file names for a manifest that is written to another folder than it was read from.
#pragma once

#include <filesystem>
#include <string>

#include "corpus/manifest.h"

namespace emovox::corpus {

/// The path of `file` relative to `folder` (empty: the working folder), or the
/// full path if the two share only the root. Throws io if the working folder is needed
/// and no longer exists.
std::string relative_name(const std::filesystem::path& folder, const std::filesystem::path& file);

/// Changes the file names of a manifest so that they are right in a manifest at `path`.
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
