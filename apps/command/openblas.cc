#include "command/openblas.h"

#include <dlfcn.h>

#include <cstdlib>

namespace emovox::command {
namespace {

constexpr const char* kCoreType = "OPENBLAS_CORETYPE";

/// The name of the kernels that OpenBLAS has chosen, or would choose in a new process; empty where
/// it cannot be loaded.
[[maybe_unused]] std::string chosen_openblas_core() {
  constexpr const char* kThreads = "OPENBLAS_NUM_THREADS";
  const bool sets_threads = std::getenv(kThreads) == nullptr;
  if (sets_threads) setenv(kThreads, "1", 1);  // loading it starts its threads: one is enough here
  void* library = dlopen("libopenblas.so.0", RTLD_LAZY | RTLD_LOCAL);
  if (sets_threads) unsetenv(kThreads);
  if (!library) return {};
  using CoreName = char* (*)();
  const auto name = reinterpret_cast<CoreName>(dlsym(library, "openblas_get_corename"));
  return name ? name() : "";
}

}  // namespace

std::string better_openblas_core() {
#if defined(__x86_64__)
  const std::string chosen = chosen_openblas_core();
  if (chosen != "Prescott" && chosen != "Core2") return {};
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return {};
}

bool set_openblas_core() {
  if (std::getenv(kCoreType)) return false;
  const std::string core = better_openblas_core();
  return !core.empty() && setenv(kCoreType, core.c_str(), 1) == 0;
}

}  // namespace emovox::command
