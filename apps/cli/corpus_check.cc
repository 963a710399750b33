// emovox corpus check: is a corpus what it should be?
#include <algorithm>
#include <memory>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/output.h"
#include "command/progress.h"
#include "command/text.h"
#include "corpus/check.h"
#include "text/number.h"

namespace emovox::cli {
namespace {

using corpus::CheckReport;
using corpus::Problem;
using corpus::Severity;
using Counts = std::map<std::string, std::size_t>;

struct CheckFlags {
  std::string manifest;
  corpus::CheckOptions options;
};

// "3 files", "1 file"
std::string counted(std::size_t count, const std::string& thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::size_t total(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

std::string summary(const std::string& manifest, const CheckReport& report) {
  std::string line = command::printable(manifest) + ": ";
  if (!report.corpus.empty()) line += report.corpus + ", ";
  line += counted(total(report.emotions), "utterance") + " in " + counted(report.files, "file");
  line += ", " + command::spoken_duration(std::chrono::duration<double>(report.duration));
  for (const auto& [rate, files] : report.sample_rates) {
    line += ", " + std::to_string(rate) + " Hz";
    if (report.sample_rates.size() > 1) line += " (" + counted(files, "file") + ")";
  }
  return line + "\n";
}

// A column of counts, beside the published ones where the corpus is known.
std::string count_table(const std::string& title, const Counts& counts, const Counts& published) {
  Counts rows = published;  // what is published but missing is a row, too
  for (const auto& [name, count] : counts) rows[name] = 0;
  std::size_t width = command::display_width(title);
  for (const auto& [name, count] : rows) {
    width = std::max(width, command::display_width(command::printable(name)));
  }
  constexpr std::size_t kNumber = 10;
  std::string text = "\n" + command::fit_start(title, width);
  text += command::right_aligned("utterances", kNumber + 2);
  if (!published.empty()) text += command::right_aligned("published", kNumber + 1);
  text += "\n";
  const auto number = [](const Counts& of, const std::string& name) {
    const auto found = of.find(name);
    return std::to_string(found == of.end() ? 0 : found->second);
  };
  for (const auto& [name, ignored] : rows) {
    text += command::fit_start(command::printable(name), width);
    text += command::right_aligned(number(counts, name), kNumber + 2);
    if (!published.empty()) text += command::right_aligned(number(published, name), kNumber + 1);
    text += "\n";
  }
  return text;
}

std::string problem_text(const Problem& problem) {
  constexpr std::size_t kMostFiles = 5;
  std::string text = problem.severity == Severity::error ? "error    " : "warning  ";
  text += command::printable(problem.message) + "\n";
  for (std::size_t i = 0; i < std::min(problem.files.size(), kMostFiles); ++i) {
    text += "           " + command::printable(problem.files[i]) + "\n";
  }
  if (problem.files.size() > kMostFiles) {
    text += "           and " + std::to_string(problem.files.size() - kMostFiles) + " more\n";
  }
  return text;
}

std::string conclusion(const CheckReport& report) {
  const std::size_t errors = report.count(Severity::error);
  const std::size_t warnings = report.count(Severity::warning);
  if (errors + warnings == 0) return "\nno problems\n";
  return "\n" + counted(errors, "error") + ", " + counted(warnings, "warning") + "\n";
}

int check(const CheckFlags& flags) {
  const auto manifest = corpus::read_manifest(flags.manifest);
  const CheckReport report = corpus::check_corpus(manifest, flags.options);
  auto output = command::Output::standard();
  output.write(summary(flags.manifest, report));
  output.write(count_table("emotion", report.emotions, report.published_emotions));
  output.write(count_table("speaker", report.speakers, report.published_speakers));
  if (!report.problems.empty()) output.write("\n");
  for (const Problem& problem : report.problems) output.write(problem_text(problem));
  output.write(conclusion(report));
  output.flush();
  const std::size_t errors = report.count(Severity::error);
  if (errors == 0) return command::kSuccess;
  command::report("emovox", flags.manifest + ": " + counted(errors, "error") +
                                " found; must have none (the report tells them)");
  return command::kDataError;
}

}  // namespace

void add_corpus_check(CLI::App& corpus, Action& action) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* verb = corpus.add_subcommand("check", "Report what is wrong with a corpus");
  verb->add_option("MANIFEST", flags->manifest, "Manifest of the corpus")
      ->required()
      ->option_text(" ");
  command::add_flag(
      *verb, "--corpus", flags->options.corpus,
      "Published corpus that it must be: emodb or savee; told by file names if left out");
  verb->footer(
      "Reads every file. Exit status: 0 no errors (there may be warnings), 3 errors.\n"
      "Example: emovox corpus check emodb.csv");
  verb->callback([flags, &action] { action = [flags] { return check(*flags); }; });
}

}  // namespace emovox::cli
