#include "report/write_report.h"

#include "emovox/error.h"
#include "evaluation/run_results.h"
#include "text/whole_file.h"

namespace emovox::report {
namespace {

namespace fs = std::filesystem;
namespace run_files = evaluation::run_files;

void make_folder(const fs::path& folder) {
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) {
    throw Error(ErrorCode::io, folder.string(), failed.message(), "must be a folder to write in");
  }
  text::remove_leftovers(folder);
}

void write_figures(const fs::path& folder, const std::vector<evaluation::Figure>& figures) {
  make_folder(folder);
  for (const evaluation::Figure& figure : figures) {
    text::write_file_atomically(folder / (figure.name + ".svg"),
                                evaluation::standalone_svg(figure));
  }
}

}  // namespace

void write_page(const fs::path& path, const std::string& html) {
  text::write_file_atomically(path, html);
}

void write_tables(const fs::path& folder, const std::vector<evaluation::Table>& tables) {
  make_folder(folder);
  for (const evaluation::Table& table : tables) {
    text::write_file_atomically(folder / (table.name + ".csv"), evaluation::table_csv(table));
    text::write_file_atomically(folder / (table.name + ".tex"), evaluation::table_latex(table));
  }
}

void write_run_report(const fs::path& folder, const evaluation::RunReport& run) {
  write_figures(folder / run_files::kFigures, evaluation::run_figures(run));
  write_tables(folder / run_files::kTables, evaluation::run_tables(run));
  write_page(folder / run_files::kReport, evaluation::report_html({&run, 1}));
}

}  // namespace emovox::report
