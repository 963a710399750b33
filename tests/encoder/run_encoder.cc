// run_encoder ENCODER SAMPLES PRECISION LAYERS THREADS REPEATS: encodes raw float32 samples at 16
// kHz once with every instruction set of this processor and writes SAMPLES.<set>.<precision>, raw
// float32 [T, width]. Prints the shortest and the median time of REPEATS encodings of the first
// set.
#include <hwy/targets.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "encoder/encoder.h"

namespace {

using namespace emovox;

std::vector<float> read_samples(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), {}};
  std::vector<float> samples(bytes.size() / sizeof(float));
  std::memcpy(samples.data(), bytes.data(), samples.size() * sizeof(float));
  return samples;
}

/// Seconds of the processor for one thread, of the clock for more: other work may run beside.
double seconds(bool of_processor) {
  if (!of_processor) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double>(now).count();
  }
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

int run(const std::vector<std::string>& arguments) {
  const auto precision = from_name<WeightPrecision>(arguments.at(2)).value();
  const std::size_t layers = std::stoul(arguments.at(3)), threads = std::stoul(arguments.at(4));
  const std::size_t repeats = std::stoul(arguments.at(5));
  const auto samples = read_samples(arguments.at(1));
  const auto encoder =
      encoder::Encoder::load(arguments.at(0), {.layers = layers, .precision = precision});
  std::vector<float> out(encoder::steps_of(samples.size()) * encoder.width());
  kernels::ThreadTeam team;
  const auto reserved = team.reserve(threads);
  encoder::EncoderWorkspace workspace;
  const auto encode = [&] {
    encoder.encode_recording(samples, {out.data(), encoder.width()}, reserved, workspace);
  };
  std::vector<double> times;
  for (std::size_t n = 0; n < repeats; ++n) {
    const double start = seconds(threads == 1);
    encode();
    times.push_back(1e3 * (seconds(threads == 1) - start));
  }
  std::sort(times.begin(), times.end());
  if (repeats > 0) {
    std::printf("%s: shortest %.2f ms, median %.2f ms\n", arguments.at(2).c_str(), times.front(),
                times[repeats / 2]);
  }
  for (const std::int64_t target : hwy::SupportedAndGeneratedTargets()) {
    hwy::SetSupportedTargetsForTest(target);
    hwy::GetChosenTarget().Update(hwy::SupportedTargets());
    encode();
    std::ofstream file(arguments.at(1) + "." + hwy::TargetName(target) + "." + arguments.at(2),
                       std::ios::binary);
    file.write(reinterpret_cast<const char*>(out.data()),
               static_cast<std::streamsize>(out.size() * sizeof(float)));
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) { return run({argv + 1, argv + argc}); }
