#include "bench/roof.h"

#include <benchmark/benchmark.h>
#include <cblas.h>

#include "bench/problem.h"
#include "bench/random.h"

namespace emovox::bench {
namespace {

constexpr int kSide = 4096;

void sgemm(const std::vector<float>& a, const std::vector<float>& b, std::vector<float>& out) {
  cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, kSide, kSide, kSide, 1, a.data(), kSide,
              b.data(), kSide, 0, out.data(), kSide);
}

void roof(benchmark::State& state) {
  openblas_set_num_threads(static_cast<int>(kThreads));
  Random random(1);
  const std::size_t size = std::size_t{kSide} * kSide;
  const std::vector<float> a = random.uniform(size, -1, 1), b = random.uniform(size, -1, 1);
  std::vector<float> out(size);
  sgemm(a, b, out);
  for (auto _ : state) sgemm(a, b, out);
  const double gflop = 2.0 * kSide * kSide * kSide * 1e-9;
  state.counters["GFLOP/s"] =
      benchmark::Counter(gflop, benchmark::Counter::kIsIterationInvariantRate);
}

}  // namespace

void register_roof() {
  benchmark::AddCustomContext("openblas", openblas_get_config());
  benchmark::RegisterBenchmark("roof/openblas", roof)->UseRealTime()->Unit(benchmark::kMillisecond);
}

}  // namespace emovox::bench
