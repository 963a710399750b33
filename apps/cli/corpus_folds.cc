// emovox corpus folds: which utterances test which fold, every speaker on one side.
#include <memory>
#include <optional>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/output.h"
#include "corpus/folds.h"
#include "corpus/folds_file.h"
#include "corpus/leaks.h"

namespace emovox::cli {
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

int folds(const FoldsFlags& flags) {
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
  CLI::App* verb = corpus.add_subcommand("folds", "Cut a corpus into speaker-disjoint folds");
  verb->add_option("MANIFEST", flags->manifest, "Manifest of the corpus")
      ->required()
      ->option_text(" ");
  verb->add_option("-o,--output", flags->folds, "Folds to write")
      ->required()
      ->option_text("FOLDS.csv");
  verb->add_flag("--leave-one-speaker-out", flags->one_speaker, "Each speaker tests one fold");
  command::add_flag(*verb, "--leave-speakers-out", flags->speakers,
                    "Each fold is tested by so many speakers");
  command::add_flag(*verb, "-k,--k", flags->k, "So many folds of whole speakers");
  command::add_flag(*verb, "--group", flags->group,
                    "What test and training of a fold never share; text: sentences neither");
  command::add_flag(*verb, "--text-groups", flags->text_groups,
                    "With --group text: groups of sentences, each tested apart");
  command::add_flag(*verb, "--seed", flags->seed, "Of the speakers' order");
  verb->footer("Example: emovox corpus folds emodb.csv -o folds.csv --leave-one-speaker-out");
  verb->callback([flags, &action] { action = [flags] { return folds(*flags); }; });
}

}  // namespace emovox::cli
