// bench_speech: Google Benchmark on one core: the prediction of a file, and features. The
// environment variable EMOVOX_BENCH_SPEECH names the folder that bench/speech.py has filled.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "emovox/audio.h"
#include "emovox/error.h"
#include "emovox/features.h"
#include "emovox/model.h"

namespace emovox::bench {
namespace {

std::filesystem::path speech_folder() {
  const char* folder = std::getenv("EMOVOX_BENCH_SPEECH");
  if (folder != nullptr) return folder;
  throw Error(ErrorCode::invalid_argument, "EMOVOX_BENCH_SPEECH", "not set",
              "must name the folder that bench/speech.py filled");
}

/// load_audio and Model::predict of one recording of 3 s; loading the model is not measured.
void file_to_answer(benchmark::State& state) {
  const std::filesystem::path file = speech_folder() / "three_seconds.wav";
  const Model model = Model::bundled();
  if (model.predict(load_audio(file)).state != PredictionState::ok) {
    throw Error(ErrorCode::invalid_argument, file.string(), "no emotion found", "must be speech");
  }
  for (auto _ : state) benchmark::DoNotOptimize(model.predict(load_audio(file)));
}

/// All 109 dimensions of each recording in turn.
void features(benchmark::State& state) {
  std::vector<Audio> recordings;
  double seconds = 0;
  for (const auto& entry : std::filesystem::directory_iterator(speech_folder() / "emodb_lengths")) {
    recordings.push_back(load_audio(entry.path()));
    seconds += recordings.back().duration();
  }
  for (auto _ : state) {
    for (const Audio& recording : recordings) {
      benchmark::DoNotOptimize(extract_features(recording));
    }
  }
  state.counters["x real time"] =
      benchmark::Counter(seconds, benchmark::Counter::kIsIterationInvariantRate);
}

int run(int argc, char** argv) {
  for (auto* one : {benchmark::RegisterBenchmark("file/ours", file_to_answer),
                    benchmark::RegisterBenchmark("features/ours", features)}) {
    one->UseRealTime()->Unit(benchmark::kMillisecond);
  }
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}

}  // namespace
}  // namespace emovox::bench

int main(int argc, char** argv) {
  try {
    return emovox::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_speech: %s\n", error.what());
    return 1;
  }
}
