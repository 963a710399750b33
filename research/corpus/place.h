// How a file is named in a manifest that lies elsewhere.
#pragma once

#include <filesystem>
#include <string>

#include "corpus/manifest.h"

namespace emovox::corpus {

/// The name of `file` as seen from `folder` (empty: the working folder): relative, or in full where
/// the two have nothing but the root in common.
std::string name_from(const std::filesystem::path& folder, const std::filesystem::path& file);

/// Names the files of a manifest as a manifest at `path` must name them.
class Renaming {
 public:
  Renaming(const Manifest& manifest, const std::filesystem::path& path);
  std::string name_of(const Utterance& utterance) const;

 private:
  const Manifest& manifest_;
  std::filesystem::path folder_;
  bool moves_;
};

}  // namespace emovox::corpus
