#include "model/judge_together.h"

#include <algorithm>
#include <functional>
#include <thread>

#include "kernels/threads.h"
#include "model/judge.h"
#include "model/network.h"

namespace emovox::model {
namespace {

using Batch = std::span<const Stretch>;

void judge_batch(Batch batch, std::size_t threads) {
  std::vector<std::span<const float>> samples;
  for (const Stretch& one : batch) samples.push_back(one.samples);
  auto predictions = judge(*batch[0].network, samples, threads);
  for (std::size_t i = 0; i < batch.size(); ++i) *batch[i].prediction = std::move(predictions[i]);
}

std::size_t samples_of(Batch batch) {
  std::size_t samples = 0;
  for (const Stretch& one : batch) samples += one.samples.size();
  return samples;
}

/// Of one network each, and each thread's share of the sound at most: what is short and what is
/// long may come together, and no thread is to wait for another.
std::vector<Batch> cut(Batch stretches, std::size_t threads) {
  constexpr std::size_t kTogether = 16;  // share the weights well; more hold memory and no more
  const std::size_t share = samples_of(stretches) / threads;
  std::vector<Batch> batches;
  while (!stretches.empty()) {
    std::size_t count = 1;
    while (count < std::min(kTogether, stretches.size()) &&
           stretches[count].network == stretches[0].network &&
           samples_of(stretches.first(count + 1)) <= share) {
      ++count;
    }
    batches.push_back(stretches.first(count));
    stretches = stretches.subspan(count);
  }
  return batches;
}

}  // namespace

void judge_together(std::vector<Stretch> stretches, std::size_t threads) {
  if (stretches.empty()) return;
  if (threads == 0) threads = std::max(1U, std::thread::hardware_concurrency());
  std::stable_sort(stretches.begin(), stretches.end(), [](const Stretch& a, const Stretch& b) {
    if (a.network != b.network) return std::less<>()(a.network, b.network);
    return a.samples.size() > b.samples.size();  // the last to be begun should be the shortest
  });
  const auto batches = cut(stretches, threads);
  if (batches.size() == 1) {
    return judge_batch(batches[0], std::min(threads, stretches[0].network->threads_for_one()));
  }
  kernels::share_over_threads({.pieces = batches.size(), .threads = threads},
                              [&](std::size_t b) { judge_batch(batches[b], 1); });
}

}  // namespace emovox::model
