// emovox report RUN…: writes the report of finished cross-validations again.
#include <filesystem>
#include <memory>
#include <set>
#include <vector>

#include "cli/verbs.h"
#include "command/command.h"
#include "evaluation/run_results.h"
#include "report/run_report.h"
#include "report/write_report.h"

namespace emovox::cli {
namespace {

namespace fs = std::filesystem;

struct ReportFlags {
  std::vector<std::string> runs;
  std::string output;
  report::ReportSources sources;
};

/// The names of the folders, or their paths if two names are equal.
std::vector<std::string> titles_of(const std::vector<std::string>& runs) {
  if (runs.size() == 1) return {""};
  std::vector<std::string> titles;
  for (const std::string& run : runs) {
    const fs::path path = fs::path(run).lexically_normal();
    titles.push_back((path.has_filename() ? path : path.parent_path()).filename().string());
  }
  const bool unique = std::set<std::string>(titles.begin(), titles.end()).size() == runs.size();
  return unique ? titles : runs;
}

fs::path page_of(const ReportFlags& flags) {
  if (!flags.output.empty()) return flags.output;
  const char* name = evaluation::run_files::kReport;
  return flags.runs.size() == 1 ? fs::path(flags.runs[0]) / name : fs::path(name);
}

int write(const ReportFlags& flags) {
  const auto titles = titles_of(flags.runs);
  std::vector<evaluation::RunReport> runs;
  for (std::size_t i = 0; i < flags.runs.size(); ++i) {
    runs.push_back(report::read_run_report(flags.runs[i], flags.sources, titles[i]));
  }
  const fs::path page = page_of(flags);
  if (runs.size() == 1 && flags.output.empty()) {
    report::write_run_report(flags.runs[0], runs[0]);
  } else {
    report::write_page(page, evaluation::report_html(runs));
  }
  auto output = command::Output::standard();
  output.write("written to " + page.string() + "\n");
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_report(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ReportFlags>();
  CLI::App* verb =
      app.add_subcommand("report", "Write the HTML report of finished cross-validations again");
  verb->add_option("RUN", flags->runs, "Run folders; with several, each is compared with the first")
      ->required()
      ->option_text(" ");
  verb->add_option(
          "-o,--output", flags->output,
          "HTML file to write (default: RUN/report.html together with RUN/figures and RUN/tables; "
          "for several runs report.html)")
      ->option_text("FILE");
  verb->add_option(
          "--manifest", flags->sources.manifest,
          "Manifest of the corpus, to draw single utterances (default: the one that the run used)")
      ->option_text("CSV");
  verb->add_option("--listeners", flags->sources.listeners,
                   "CSV file with the results of human listeners: file,recognised_percent")
      ->option_text("FILE");
  verb->footer("Example: emovox report run --listeners emodb-listeners.csv");
  verb->callback([flags, &action] { action = [flags] { return write(*flags); }; });
}

}  // namespace emovox::cli
