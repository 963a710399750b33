// Reads all data for the report of a run folder.
#pragma once

#include <filesystem>
#include <string>

#include "evaluation/report.h"

namespace emovox::report {

/// The content of a run folder's config.toml besides the recipe.
struct RunFacts {
  std::string config;           // the whole text
  std::string manifest;         // path of the manifest as given on the command line of the run
  std::string corpus_checksum;  // XXH3-128
};

/// Throws not_found where the folder holds no run, io, corrupt_data.
RunFacts read_run_facts(const std::filesystem::path& folder);

/// The inputs of a report besides the run folder.
struct ReportSources {
  std::filesystem::path manifest;   // manifest of the corpus; empty: the path in config.toml
  std::filesystem::path listeners;  // CSV: file,recognised_percent; empty: none
  /// compute_metrics() of the run's predictions, if the caller has already computed them; null:
  /// they are computed here, bootstrap included.
  const evaluation::RunMetrics* metrics = nullptr;
};

/// `title` of the run; empty: "Cross-validation", with the corpus's name where it is known. Throws
/// not_found if the folder has no finished run, io, corrupt_data. Missing data of plots is
/// no error; the report names it.
evaluation::RunReport read_run_report(const std::filesystem::path& folder,
                                      const ReportSources& sources, const std::string& title = {});

}  // namespace emovox::report
