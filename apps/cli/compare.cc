// emovox compare RUN_A RUN_B [MORE…]: whether runs differ by more than chance.
#include <memory>

#include "cli/comparison_text.h"
#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/output.h"
#include "evaluation/comparison_files.h"

namespace emovox::cli {

enum class ComparisonFormat { text, json, csv };

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::ComparisonFormat> {
  static constexpr std::array<std::string_view, 3> names{"text", "json", "csv"};
};

namespace emovox::cli {
namespace {

struct CompareFlags {
  std::vector<std::string> runs;
  evaluation::ComparisonOptions options;
  ComparisonFormat format = ComparisonFormat::text;
};

std::string written(const std::vector<evaluation::Comparison>& comparisons,
                    ComparisonFormat format) {
  if (format == ComparisonFormat::json) return evaluation::comparison_json(comparisons);
  if (format == ComparisonFormat::csv) return evaluation::comparison_csv(comparisons);
  return comparison_text(comparisons);
}

int compare(const CompareFlags& flags) {
  if (flags.runs.size() < 2) {
    throw Error(ErrorCode::invalid_argument, "compare", "one run", "must be at least two");
  }
  std::vector<evaluation::RunResults> runs;
  for (const std::string& folder : flags.runs) runs.push_back(evaluation::read_run(folder));
  auto output = command::Output::standard();
  output.write(written(evaluation::compare_with_first(runs, flags.options), flags.format));
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_compare(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CompareFlags>();
  CLI::App* verb = app.add_subcommand("compare", "Test whether runs differ by more than chance");
  verb->add_option(
          "RUN", flags->runs,
          "Folders of finished cross-validations of one corpus: each other one is compared "
          "with the first")
      ->required()
      ->option_text("...");
  command::add_flag(*verb, "-f,--format", flags->format, "How to print");
  verb->add_flag("--seed-folds", flags->options.seed_folds,
                 "Also t-tests over seeds × folds, which are not independent");
  verb->footer(
      "Paired t, Wilcoxon, permutation tests over speakers, McNemar's over utterances, with "
      "effect\n"
      "sizes and Holm's correction.\n"
      "Example: emovox compare run-a run-b");
  verb->callback([flags, &action] { action = [flags] { return compare(*flags); }; });
}

}  // namespace emovox::cli
