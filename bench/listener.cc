// bench_listener STREAMS SECONDS RECORDING…: prints the latency of predictions, from the last
// sample to the result, when this many voices speak at once, as JSON.
//
// In each round every voice gets 20 ms of the recordings, which have 1 s of silence between them;
// each voice starts at another position. Then all windows and utterances that are due are predicted
// together on all cores. The program does not wait for real time, but counts it: after a round that
// takes longer than 20 ms the next one starts late.
#include "emovox/listener.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <vector>

#include "bench/quantile.h"
#include "emovox/audio.h"

namespace {

constexpr int kRate = 16000;         // Hz
constexpr std::size_t kRound = 320;  // samples
constexpr double kRoundMs = 20.0;

std::vector<float> conversation(int count, char** paths) {
  std::vector<float> sound;
  for (int i = 0; i < count; ++i) {
    const auto audio = emovox::load_audio(paths[i], {.channel = {}, .sample_rate = kRate});
    sound.insert(sound.end(), audio.samples.begin(), audio.samples.end());
    sound.insert(sound.end(), kRate, 0.0F);
  }
  sound.resize(std::max<std::size_t>(kRound, sound.size() / kRound * kRound));
  return sound;
}

struct Measurements {
  std::vector<double> latencies;  // ms, of windows and utterances
  double busy = 0.0;              // ms
};

Measurements run(std::vector<emovox::Listener>& listeners, const std::vector<float>& sound,
                 std::size_t rounds) {
  std::vector<emovox::Listener*> all;
  for (auto& listener : listeners) all.push_back(&listener);
  Measurements measured;
  double late = 0.0;  // ms
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    for (std::size_t s = 0; s < all.size(); ++s) {
      const std::size_t at = ((round + s * 37) * kRound) % sound.size();
      all[s]->push(std::span(sound).subspan(at, kRound));
    }
    emovox::predict_due(all);
    std::size_t predictions = 0;
    for (auto* listener : all) {
      while (const auto event = listener->poll())
        predictions += event->prediction.end > 0.0 ? 1 : 0;
    }
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - start;
    measured.busy += took.count();
    measured.latencies.insert(measured.latencies.end(), predictions, late + took.count());
    late = std::max(0.0, late + took.count() - kRoundMs);
  }
  return measured;
}

void measure(int streams, double seconds, const std::vector<float>& sound) {
  const auto model = emovox::Model::bundled();
  std::vector<emovox::Listener> listeners;
  for (int s = 0; s < streams; ++s) listeners.push_back(model.open_listener(kRate, {}));
  const auto rounds = static_cast<std::size_t>(seconds * 1000.0 / kRoundMs);
  Measurements measured = run(listeners, sound, rounds);
  std::printf(
      "{\"streams\": %d, \"predictions\": %zu, \"busy\": %.3f, \"p50_ms\": %.2f, \"p99_ms\": %.2f, "
      "\"most_ms\": %.2f}\n",
      streams, measured.latencies.size(), measured.busy / (kRoundMs * static_cast<double>(rounds)),
      emovox::bench::quantile(measured.latencies, 0.5),
      emovox::bench::quantile(measured.latencies, 0.99),
      emovox::bench::quantile(measured.latencies, 1.0));
}

}  // namespace

int main(int argc, char** argv) {
  const int streams = argc > 3 ? std::atoi(argv[1]) : 0;
  const double seconds = argc > 3 ? std::atof(argv[2]) : 0.0;
  if (streams < 1 || !(seconds > 0.0)) {
    std::fprintf(stderr, "usage: bench_listener STREAMS SECONDS RECORDING...\n");
    return 2;
  }
  try {
    measure(streams, seconds, conversation(argc - 3, argv + 3));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_listener: %s\n", error.what());
    return 3;
  }
}
