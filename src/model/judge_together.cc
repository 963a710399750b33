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

/// Of one network each, and of as many stretches as leave work for every thread.
std::vector<Batch> cut(Batch stretches, std::size_t threads) {
  constexpr std::size_t kTogether = 16;  // share the weights well; more hold memory and no more
  const std::size_t most =
      std::clamp<std::size_t>((stretches.size() + threads - 1) / threads, 1, kTogether);
  std::vector<Batch> batches;
  while (!stretches.empty()) {
    std::size_t count = 1;
    while (count < std::min(most, stretches.size()) &&
           stretches[count].network == stretches[0].network) {
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
    return std::less<>()(a.network, b.network);
  });
  const auto batches = cut(stretches, threads);
  if (batches.size() == 1) {
    return judge_batch(batches[0], std::min(threads, stretches[0].network->threads_for_one()));
  }
  kernels::share_over_threads({.pieces = batches.size(), .threads = threads},
                              [&](std::size_t b) { judge_batch(batches[b], 1); });
}

}  // namespace emovox::model
