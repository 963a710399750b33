// The choice of OpenBLAS's kernels. OpenBLAS chooses them by the processor's model when it is
// loaded; on a processor newer than the library it falls back to SSE3, a third as fast as the AVX
// kernels that the processor could run.
#pragma once

#include <string>

namespace emovox::command {

/// The value of OPENBLAS_CORETYPE ("SkylakeX" or "Haswell") for this processor if OpenBLAS
/// chooses SSE3 kernels although the processor can run better ones; empty if OpenBLAS's choice
/// is good or it cannot be loaded.
std::string better_openblas_core();

/// Sets OPENBLAS_CORETYPE for the programs that this process starts if OpenBLAS would choose
/// SSE3 kernels and a better choice is known. Returns whether it did: false if the variable is set
/// already or there is no OpenBLAS. OpenBLAS reads the variable only while it is loaded.
bool set_openblas_core();

}  // namespace emovox::command
