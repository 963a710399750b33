// emovox corpus: imports corpora into manifests, checks them, and divides them into folds.

#include <algorithm>
#include <memory>
#include <optional>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/progress.h"
#include "command/text.h"
#include "corpus/check.h"
#include "corpus/folds.h"
#include "corpus/folds_file.h"
#include "corpus/import.h"
#include "corpus/leaks.h"
#include "text/join.h"
#include "text/number.h"

namespace emovox::cli {

// --- emovox corpus import ------------------------------------------------------------------------

namespace {

struct ImportFlags {
  std::string format;
  std::string source;
  std::string manifest;
  corpus::ImportOptions options;
};

std::string format_names() {
  return text::joined(corpus::import_formats(), &corpus::ImportFormat::name);
}

std::string format_meanings() {
  std::string text = "Formats:\n";
  for (const auto& format : corpus::import_formats()) {
    std::string name(format.name);
    name.resize(std::max<std::size_t>(name.size(), 8), ' ');
    text += "  " + name + "  " + std::string(format.meaning) + "\n";
  }
  return text;
}

int import_corpus(const ImportFlags& flags) {
  bool complete = true;
  const auto manifest =
      corpus::import_corpus(flags.format, flags.source, flags.options, [&](const Error& error) {
        command::report("emovox", error.what());
        complete = false;
      });
  corpus::write_manifest(flags.manifest, manifest);
  auto output = command::Output::standard();
  output.write(flags.manifest + ": " + std::to_string(manifest.utterances.size()) +
               " utterances, " + std::to_string(manifest.speakers().size()) + " speakers, " +
               std::to_string(manifest.emotions().size()) + " emotions\n");
  output.flush();
  return complete ? command::kSuccess : command::kPartial;
}

}  // namespace

void add_corpus_import(CLI::App& corpus, Action& action) {
  auto flags = std::make_shared<ImportFlags>();
  CLI::App* verb = corpus.add_subcommand("import", "Write the manifest of a corpus");
  verb->add_option("FORMAT", flags->format, "Format of the corpus: " + format_names())
      ->required()
      ->option_text(" ");
  verb->add_option("DIR", flags->source, "Folder of the corpus; for the format csv, the CSV file")
      ->required()
      ->option_text(" ");
  verb->add_option("-o,--output", flags->manifest, "Manifest to write")
      ->required()
      ->option_text("MANIFEST.csv");
  command::add_flags(*verb, flags->options);
  verb->footer(format_meanings() +
               "\nExamples: emovox corpus import emodb wav/ -o emodb.csv\n"
               "          emovox corpus import folders calls/ -o calls.csv "
               "--speaker-pattern '/(s[0-9]+)_'");
  verb->callback([flags, &action] { action = [flags] { return import_corpus(*flags); }; });
}

// --- emovox corpus check -------------------------------------------------------------------------

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
std::size_t total(const Counts& counts) {
  std::size_t sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

std::string summary(const std::string& manifest, const CheckReport& report) {
  std::string line = command::printable(manifest) + ": ";
  if (!report.corpus.empty()) line += report.corpus + ", ";
  line += text::counted(total(report.emotions), "utterance") + " in " +
          text::counted(report.files, "file");
  line += ", " + command::spoken_duration(std::chrono::duration<double>(report.duration));
  for (const auto& [rate, files] : report.sample_rates) {
    line += ", " + std::to_string(rate) + " Hz";
    if (report.sample_rates.size() > 1) line += " (" + text::counted(files, "file") + ")";
  }
  return line + "\n";
}

// A table of counts, with the published counts if the corpus is known.
std::string count_table(const std::string& title, const Counts& counts, const Counts& published) {
  Counts rows = published;  // published names that the corpus lacks have a row as well
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

std::string problem_count(const CheckReport& report) {
  const std::size_t errors = report.count(Severity::error);
  const std::size_t warnings = report.count(Severity::warning);
  if (errors + warnings == 0) return "\nno problems\n";
  return "\n" + text::counted(errors, "error") + ", " + text::counted(warnings, "warning") + "\n";
}

int check_corpus(const CheckFlags& flags) {
  const auto manifest = corpus::read_manifest(flags.manifest);
  const CheckReport report = corpus::check_corpus(manifest, flags.options);
  auto output = command::Output::standard();
  output.write(summary(flags.manifest, report));
  output.write(count_table("emotion", report.emotions, report.published_emotions));
  output.write(count_table("speaker", report.speakers, report.published_speakers));
  if (!report.problems.empty()) output.write("\n");
  for (const Problem& problem : report.problems) output.write(problem_text(problem));
  output.write(problem_count(report));
  output.flush();
  const std::size_t errors = report.count(Severity::error);
  if (errors == 0) return command::kSuccess;
  command::report("emovox", flags.manifest + ": " + text::counted(errors, "error") +
                                " found; must have none (the report tells them)");
  return command::kDataError;
}

}  // namespace

void add_corpus_check(CLI::App& corpus, Action& action) {
  auto flags = std::make_shared<CheckFlags>();
  CLI::App* verb = corpus.add_subcommand(
      "check", "Check the manifest and the audio files of a corpus for errors");
  verb->add_option("MANIFEST", flags->manifest, "Manifest of the corpus")
      ->required()
      ->option_text(" ");
  command::add_flag(*verb, "--corpus", flags->options.corpus,
                    "Published corpus whose counts must match: emodb or savee (default: recognised "
                    "by the file names)");
  verb->footer(
      "Reads every audio file. Exit status: 0 no errors (warnings are possible), 3 errors.\n"
      "Example: emovox corpus check emodb.csv");
  verb->callback([flags, &action] { action = [flags] { return check_corpus(*flags); }; });
}

// --- emovox corpus folds -------------------------------------------------------------------------

namespace {

struct FoldsFlags {
  std::string manifest;
  std::string folds;
  bool one_speaker = false;
  std::optional<std::size_t> speakers;
  std::optional<std::size_t> k;
  corpus::FoldGroup group = corpus::FoldGroup::speaker;
  std::size_t text_groups = corpus::kTextGroups;
  std::uint64_t seed = 0;
};

std::vector<corpus::Fold> make_folds(const FoldsFlags& flags, const corpus::Manifest& manifest) {
  const int ways = flags.one_speaker + flags.speakers.has_value() + flags.k.has_value();
  if (ways != 1) {
    throw Error(ErrorCode::invalid_argument, "corpus folds",
                std::to_string(ways) + " ways of making folds are named",
                "must be one of --leave-one-speaker-out, --leave-speakers-out N, --k K");
  }
  if (flags.one_speaker) return corpus::leave_one_speaker_out(manifest);
  if (flags.speakers) return corpus::leave_speakers_out(manifest, *flags.speakers, flags.seed);
  return corpus::speaker_disjoint_folds(manifest, *flags.k, flags.seed);
}

int write_folds(const FoldsFlags& flags) {
  const auto manifest = corpus::read_manifest(flags.manifest);
  auto folds = make_folds(flags, manifest);
  if (flags.group == corpus::FoldGroup::text) {
    folds = corpus::hold_texts_out(manifest, folds, flags.text_groups, flags.seed);
  }
  corpus::write_folds(flags.folds, manifest, folds);
  auto output = command::Output::standard();
  output.write(flags.folds + ": " + std::to_string(folds.size()) + " folds of " +
               std::to_string(manifest.speakers().size()) + " speakers, " +
               std::to_string(manifest.utterances.size()) + " utterances\n");
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_corpus_folds(CLI::App& corpus, Action& action) {
  auto flags = std::make_shared<FoldsFlags>();
  CLI::App* verb = corpus.add_subcommand(
      "folds", "Divide a corpus into folds for cross-validation, without common speakers");
  verb->add_option("MANIFEST", flags->manifest, "Manifest of the corpus")
      ->required()
      ->option_text(" ");
  verb->add_option("-o,--output", flags->folds, "CSV file of folds to write")
      ->required()
      ->option_text("FOLDS.csv");
  verb->add_flag("--leave-one-speaker-out", flags->one_speaker,
                 "One fold for each speaker, tested on that speaker");
  command::add_flag(*verb, "--leave-speakers-out", flags->speakers,
                    "Number of speakers in each test set");
  command::add_flag(*verb, "-k,--k", flags->k, "Number of folds; each speaker is in one test set");
  command::add_flag(*verb, "--group", flags->group,
                    "What the test and training sets of a fold do not share: speakers, or with "
                    "text sentences too");
  command::add_flag(
      *verb, "--text-groups", flags->text_groups,
      "With --group text: number of sentence groups; each is tested in a separate fold");
  command::add_flag(*verb, "--seed", flags->seed, "Seed of the random order of the speakers");
  verb->footer("Example: emovox corpus folds emodb.csv -o folds.csv --leave-one-speaker-out");
  verb->callback([flags, &action] { action = [flags] { return write_folds(*flags); }; });
}

void add_corpus(CLI::App& app, Action& action) {
  CLI::App* corpus =
      app.add_subcommand("corpus", "Import a corpus, check it, or divide it into folds");
  corpus->require_subcommand(1);
  add_corpus_import(*corpus, action);
  add_corpus_check(*corpus, action);
  add_corpus_folds(*corpus, action);
  corpus->footer("Example: emovox corpus import emodb wav/ -o emodb.csv");
}

}  // namespace emovox::cli
