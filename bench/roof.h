// The practical peak of the machine: OpenBLAS's sgemm of 4096³ on the cores that contenders use.
#pragma once

namespace emovox::bench {

void register_roof();  // "roof/openblas"

}  // namespace emovox::bench
