// emovox corpus: the verbs on corpora.
#include "cli/verbs.h"

namespace emovox::cli {

void add_corpus(CLI::App& app, Action& action) {
  CLI::App* corpus =
      app.add_subcommand("corpus", "Make manifests of corpora, check them, cut them into folds");
  corpus->require_subcommand(1);
  add_corpus_import(*corpus, action);
  add_corpus_check(*corpus, action);
  add_corpus_folds(*corpus, action);
  corpus->footer("Example: emovox corpus import emodb wav/ -o emodb.csv");
}

}  // namespace emovox::cli
