// Counts every allocation of the program that it is linked into.
#pragma once

#include <cstddef>

namespace emovox {

/// How often operator new was called so far.
std::size_t allocation_count();

}  // namespace emovox
