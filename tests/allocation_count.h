// Counts every allocation of the program that it is linked into, and lets a test refuse one.
#pragma once

#include <cstddef>

namespace emovox {

/// How often operator new was called so far.
std::size_t allocation_count();

/// While it lives, the allocation `nth` from now on (0 is the next one, of any thread) throws
/// std::bad_alloc.
class FailingAllocation {
 public:
  explicit FailingAllocation(std::size_t nth);
  FailingAllocation(const FailingAllocation&) = delete;
  FailingAllocation& operator=(const FailingAllocation&) = delete;
  ~FailingAllocation();

  bool happened() const;
};

}  // namespace emovox
