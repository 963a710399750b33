// What config.toml of a run folder says of the run besides its recipe.
#pragma once

#include <filesystem>
#include <string>

namespace emovox::report {

struct RunFacts {
  std::string config;           // the whole text
  std::string manifest;         // as it was given to the run
  std::string corpus_checksum;  // XXH3-128
};

/// Throws not_found where the folder holds no run, io, corrupt_data.
RunFacts read_run_facts(const std::filesystem::path& folder);

}  // namespace emovox::report
