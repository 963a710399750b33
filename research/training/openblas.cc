#include "training/openblas.h"

#include <cblas.h>

#include <string_view>

namespace emovox::training {

void use_one_openblas_thread() {
  static const bool once = [] {
    openblas_set_num_threads(1);
    return true;
  }();
  static_cast<void>(once);
}

std::string better_openblas_core() {
#if defined(__x86_64__)
  const std::string_view chosen = openblas_get_corename();
  if (chosen != "Prescott" && chosen != "Core2") return {};
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) return "SkylakeX";
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return "Haswell";
#endif
  return {};
}

}  // namespace emovox::training
