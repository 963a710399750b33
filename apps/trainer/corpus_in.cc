#include "trainer/corpus_in.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string_view>
#include <thread>

#include "command/progress.h"
#include "corpus/checksum.h"

namespace emovox::trainer {
namespace {

namespace fs = std::filesystem;

/// Where the user's programs keep what they can compute again (XDG base directories); empty where
/// that is nowhere.
fs::path user_cache() {
  const auto folder_in = [](const char* variable) {
    const char* value = std::getenv(variable);
    const fs::path folder = value ? value : "";
    return folder.is_absolute() ? folder : fs::path();
  };
  if (const fs::path cache = folder_in("XDG_CACHE_HOME"); !cache.empty()) return cache;
  const fs::path home = folder_in("HOME");
  return home.empty() ? fs::path() : home / ".cache";
}

fs::path cache_folder(const MachineOptions& machine) {
  if (machine.no_cache) return {};
  if (!machine.cache.empty()) return machine.cache;
  const fs::path cache = user_cache();
  return cache.empty() ? cache : cache / "emovox" / "features";
}

}  // namespace

CorpusIn read_corpus(const std::string& manifest, const training::Recipe& recipe,
                     const MachineOptions& machine) {
  CorpusIn corpus;
  corpus.manifest = corpus::read_manifest(manifest);
  corpus::check_trainable(corpus.manifest, manifest);
  corpus.checksum = corpus::corpus_checksum(corpus.manifest);
  training::FeatureCache cache(cache_folder(machine), recipe.features, recipe.network.feature_sets);
  {
    command::Progress progress("features", corpus.manifest.utterances.size());
    corpus.dataset = training::load_dataset(corpus.manifest, recipe, cache, thread_count(machine),
                                            [&](std::size_t done) { progress.update(done); });
  }
  if (const std::string obstacle = cache.obstacle(); !obstacle.empty()) {
    std::cerr << "emovox: features are not kept: " << obstacle << "\n";
  }
  return corpus;
}

std::size_t thread_count(const MachineOptions& machine) {
  return machine.threads > 0 ? machine.threads : std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace emovox::trainer
