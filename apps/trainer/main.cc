// `emovox-train`: the verbs train, crossval and reproduce, which `emovox` passes on to it.
#include <malloc.h>
#include <unistd.h>

#include "command/command.h"
#include "command/openblas.h"
#include "trainer/command_line.h"

namespace emovox::trainer {
namespace {

/// Starts this program again if OpenBLAS has chosen slower kernels than the processor can run.
/// `emovox` sets OPENBLAS_CORETYPE before it starts this program, so that libtorch is loaded only
/// once.
void restart_with_better_blas(char** argv) {
  if (command::set_openblas_core())
    execv("/proc/self/exe", argv);  // on failure, training is slower
}

/// Keeps freed memory in the process, because each batch needs as much memory as the last one has
/// freed. By default glibc returns it to the system, and page faults take a tenth of the training
/// time.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // bytes, the most it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);   // bytes a thread
#endif
}

}  // namespace
}  // namespace emovox::trainer

int main(int argc, char** argv) {
  emovox::trainer::restart_with_better_blas(argv);
  emovox::trainer::keep_freed_memory();
  return emovox::command::run_reporting_errors("emovox",
                                               [&] { return emovox::trainer::run(argc, argv); });
}
