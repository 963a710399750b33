// bench_lstm: Google Benchmark of the LSTM recurrences, ours and the C++ peers', and of the roof.
//
//   bench_lstm --benchmark_filter=^paper/ours$    measures one contender; each runs in a process of
//                                                 its own, with its own threads and BLAS settings
//   bench_lstm --agreement                        checks that all compute the same results
//   bench_lstm --blas-core                        prints the OPENBLAS_CORETYPE to run with
//   bench_lstm --write-single FOLDER              writes the one-utterance network for Python peers
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdio>
#include <string>

#include "bench/agreement.h"
#include "bench/roof.h"
#include "bench/single.h"
#include "command/openblas.h"

namespace emovox::bench {
namespace {

using Clock = std::chrono::steady_clock;
using Maker = std::unique_ptr<Training> (*)(const Problem&);

double milliseconds(Clock::duration time) {
  return std::chrono::duration<double, std::milli>(time).count();
}

/// Measures the recurrences of a training step. `padded GFLOP/s` counts padding as work.
void train(benchmark::State& state, Maker make, std::size_t hidden, std::size_t frames_per_step) {
  const Problem problem = random_problem(hidden, emodb_lengths(frames_per_step));
  const auto contender = make(problem);
  contender->forward();  // not measured: only the first step starts threads and touches new pages
  contender->backward();
  Clock::duration forward{}, backward{};
  for (auto _ : state) {
    const auto start = Clock::now();
    contender->forward();
    const auto middle = Clock::now();
    contender->backward();
    forward += middle - start;
    backward += Clock::now() - middle;
  }
  const double gflop = (forward_flops(problem) + backward_flops(problem)) * 1e-9;
  const auto padded = static_cast<double>(problem.batch.size() * problem.batch.steps()) /
                      static_cast<double>(problem.batch.rows());
  using benchmark::Counter;
  state.counters["GFLOP/s"] = Counter(gflop, Counter::kIsIterationInvariantRate);
  state.counters["padded GFLOP/s"] = Counter(gflop * padded, Counter::kIsIterationInvariantRate);
  state.counters["forward ms"] = Counter(milliseconds(forward), Counter::kAvgIterations);
  state.counters["backward ms"] = Counter(milliseconds(backward), Counter::kAvgIterations);
}

std::unique_ptr<Training> ours_plain(const Problem& problem) {
  return make_ours(problem, Peepholes::without);
}

std::unique_ptr<Training> ours_with_peepholes(const Problem& problem) {
  return make_ours(problem, Peepholes::with);
}

std::unique_ptr<Training> padded_libtorch(const Problem& problem) {
  return make_libtorch(problem, Layout::padded);
}

std::unique_ptr<Training> packed_libtorch(const Problem& problem) {
  return make_libtorch(problem, Layout::packed);
}

void register_training(const std::string& size, std::size_t hidden, std::size_t frames_per_step) {
  for (const auto& [name, make] : {std::pair<const char*, Maker>{"ours", ours_plain},
                                   {"ours-peephole", ours_with_peepholes},
                                   {"libtorch", padded_libtorch},
                                   {"libtorch-packed", packed_libtorch},
                                   {"onednn", make_onednn}}) {
    benchmark::RegisterBenchmark(
        (size + '/' + name).c_str(),
        [=](benchmark::State& state) { train(state, make, hidden, frames_per_step); })
        ->UseRealTime()
        ->Unit(benchmark::kMillisecond);
  }
}

void forward_only(benchmark::State& state, Inference& contender) {
  contender.forward();
  for (auto _ : state) contender.forward();
}

template <class Make>
void register_single(const char* name, Make make) {
  benchmark::RegisterBenchmark(name,
                               [=](benchmark::State& state) {
                                 const SingleUtterance utterance;
                                 const Problem problem = problem_of(utterance);
                                 forward_only(state, *make(utterance, problem));
                               })
      ->UseRealTime()
      ->Unit(benchmark::kMillisecond);
}

void register_all() {
  register_roof();
  register_training("paper", 1024, 1);
  register_training("compact96", 96, 4);  // presets/compact.toml: four frames a step
  register_training("compact128", 128, 1);
  register_single("single/ours", [](const SingleUtterance& utterance, const Problem&) {
    return make_network(utterance);
  });
  register_single("single/ours-float16", [](const SingleUtterance& utterance, const Problem&) {
    return make_network(utterance, WeightPrecision::float16);
  });
  register_single("single/ours-int8", [](const SingleUtterance& utterance, const Problem&) {
    return make_network(utterance, WeightPrecision::int8);
  });
  register_single("single/libtorch", [](const SingleUtterance&, const Problem& problem) {
    return make_libtorch_inference(problem);
  });
  register_single("single/onednn", [](const SingleUtterance&, const Problem& problem) {
    return make_onednn_inference(problem);
  });
}

/// Peers propagate gradients through padding, where they become subnormal numbers, with which
/// processors are many times slower. Threads that are started later inherit the setting.
void flush_subnormals() {
#if defined(__SSE2__)
  __builtin_ia32_ldmxcsr(__builtin_ia32_stmxcsr() | 0x8040);  // results and operands
#endif
}

int run(int argc, char** argv) {
  flush_subnormals();
  const std::string asked = argc > 1 ? argv[1] : "";
  if (asked == "--blas-core") {
    std::printf("%s\n", command::better_openblas_core().c_str());
  } else if (asked == "--agreement") {
    check_agreement();
  } else if (asked == "--write-single" && argc == 3) {
    write_single(SingleUtterance(), argv[2]);
  } else {
    register_all();
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
    benchmark::RunSpecifiedBenchmarks();
  }
  return 0;
}

}  // namespace
}  // namespace emovox::bench

int main(int argc, char** argv) {
  try {
    return emovox::bench::run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_lstm: %s\n", error.what());
    return 1;
  }
}
