#include "trainer/corpus_in.h"

#include <algorithm>
#include <thread>

#include "command/progress.h"
#include "corpus/checksum.h"

namespace emovox::trainer {

CorpusIn read_corpus(const std::string& manifest, const training::Recipe& recipe,
                     std::size_t threads) {
  CorpusIn corpus;
  corpus.manifest = corpus::read_manifest(manifest);
  corpus::check_trainable(corpus.manifest, manifest);
  corpus.checksum = corpus::corpus_checksum(corpus.manifest);
  command::Progress progress("features", corpus.manifest.utterances.size());
  corpus.dataset = training::load_dataset(corpus.manifest, recipe.features, threads,
                                          [&](std::size_t done) { progress.update(done); });
  return corpus;
}

std::size_t thread_count(std::size_t asked) {
  return asked > 0 ? asked : std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace emovox::trainer
