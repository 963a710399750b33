// Writes reports to files.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "evaluation/report.h"

namespace emovox::report {

/// The page alone. Writes beside `path` and renames. Throws io.
void write_page(const std::filesystem::path& path, const std::string& html);

/// report.html, figures/*.svg and tables/*.csv, *.tex of one run. Throws io.
void write_run_report(const std::filesystem::path& folder, const evaluation::RunReport& run);

/// NAME.csv and NAME.tex of each in the folder, which is made where it is not. Throws io.
void write_tables(const std::filesystem::path& folder,
                  const std::vector<evaluation::Table>& tables);

}  // namespace emovox::report
