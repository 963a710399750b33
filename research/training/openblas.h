// What libtorch's matrix library must be told. OpenBLAS chooses its kernels by the processor's
// model when it is loaded; one that is newer than the library gets SSE3. OPENBLAS_CORETYPE=SkylakeX
// or Haswell in the environment then helps threefold.
#pragma once

#include <string>

namespace emovox::training {

/// Tells OpenBLAS, for the whole process, to compute each product on its caller's thread, so that
/// results do not depend on how many there are. Only the first call acts.
void use_one_openblas_thread();

/// The OPENBLAS_CORETYPE that this processor could run, where OpenBLAS has fallen back to SSE3 on a
/// processor it does not know; empty where its own choice stands. Only a new process can heed it.
std::string better_openblas_core();

}  // namespace emovox::training
