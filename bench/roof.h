// The practical roof: OpenBLAS's sgemm of 4096³ on all cores that contenders may use.
#pragma once

namespace emovox::bench {

void register_roof();  // "roof/openblas"

}  // namespace emovox::bench
