// Writes reports to files.
#pragma once

#include <filesystem>
#include <span>
#include <vector>

#include "evaluation/report.h"

namespace emovox::report {

/// Writes an HTML page: beside `path`, then renames it. Throws io.
void write_page(const std::filesystem::path& path, const std::string& html);

/// Writes report.html, figures/*.svg and tables/*.csv, *.tex of one run. Throws io.
void write_run_report(const std::filesystem::path& folder, const evaluation::RunReport& run);

/// Writes NAME.csv and NAME.tex of each table into the folder, and creates it if needed. Throws io.
void write_tables(const std::filesystem::path& folder,
                  const std::vector<evaluation::Table>& tables);

}  // namespace emovox::report
