// emovox corpus import: a corpus as it is published → a manifest.
#include <algorithm>
#include <memory>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/output.h"
#include "corpus/import.h"

namespace emovox::cli {
namespace {

struct ImportFlags {
  std::string format;
  std::string source;
  std::string manifest;
  corpus::ImportOptions options;
};

std::string format_names() {
  std::string names;
  for (const auto& format : corpus::import_formats()) {
    names.append(names.empty() ? "" : ", ").append(format.name);
  }
  return names;
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

int import(const ImportFlags& flags) {
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
  verb->add_option("FORMAT", flags->format, "Of the corpus: " + format_names())
      ->required()
      ->option_text(" ");
  verb->add_option("DIR", flags->source, "The corpus's folder; csv: a table")
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
  verb->callback([flags, &action] { action = [flags] { return import(*flags); }; });
}

}  // namespace emovox::cli
