#include "trainer/recorded_numbers.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>

#include "corpus/utterance_audio.h"
#include "kernels/thread_team.h"
#include "model/verification.h"

namespace emovox::trainer {
namespace {

/// Recordings whose posteriors are kept: from the first utterance to the last, evenly.
constexpr std::size_t kRecordings = 5;

bool is_kept(std::size_t utterance, std::size_t count) {
  for (std::size_t n = 0; n < kRecordings; ++n) {
    if (utterance == n * (count - 1) / (kRecordings - 1)) return true;
  }
  return false;
}

}  // namespace

void record_numbers(model::ModelFile& file, const corpus::Manifest& manifest, std::size_t threads) {
  model::record_signal(file);
  const Model model = Model::from_memory(model::serialise(file), file.info.name);
  const std::size_t count = manifest.utterances.size();
  std::atomic<int> right = 0;
  std::mutex mutex;
  std::map<std::string, std::vector<double>> kept;  // by hash, so in one order
  kernels::ThreadTeam().for_each({count, threads}, [&](std::size_t i) {
    const corpus::Utterance& utterance = manifest.utterances[i];
    const Audio audio = corpus::load_utterance(manifest, utterance);
    const Prediction prediction = model.predict(audio);
    if (prediction.label == utterance.emotion) ++right;
    if (!is_kept(i, count)) return;
    const std::lock_guard lock(mutex);
    kept[corpus::hash_samples(audio)].assign(prediction.probabilities.begin(),
                                             prediction.probabilities.end());
  });
  Verification& recorded = file.info.verification;
  recorded.utterances = static_cast<int>(count);
  recorded.right = right;
  for (auto& [hash, posterior] : kept) {
    recorded.recordings.push_back(hash);
    recorded.posteriors.push_back(posterior);
  }
}

}  // namespace emovox::trainer
