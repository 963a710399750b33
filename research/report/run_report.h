// A run folder → everything that is reported of it.
#pragma once

#include <filesystem>
#include <string>

#include "evaluation/report.h"

namespace emovox::report {

/// What config.toml of a run folder says besides the recipe.
struct RunFacts {
  std::string config;           // the whole text
  std::string manifest;         // as it was given to the run
  std::string corpus_checksum;  // XXH3-128
};

/// Throws not_found where the folder holds no run, io, corrupt_data.
RunFacts read_run_facts(const std::filesystem::path& folder);

/// What a report needs beside the folder.
struct ReportSources {
  std::filesystem::path manifest;   // of the corpus; empty: as config.toml names it
  std::filesystem::path listeners;  // CSV: file,recognised_percent; empty: none
  /// compute_metrics() of the run's predictions, where the caller has them already; null: they are
  /// computed here, bootstrap included.
  const evaluation::RunMetrics* metrics = nullptr;
};

/// `title` of the run; empty: "Cross-validation", with the corpus's name where it is known. Throws
/// not_found where the folder holds no finished run, io, corrupt_data; what only pictures need is
/// no error, but said in the report.
evaluation::RunReport read_run_report(const std::filesystem::path& folder,
                                      const ReportSources& sources, const std::string& title = {});

}  // namespace emovox::report
