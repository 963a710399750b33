// Counts all allocations of the test program and can make one fail.
#pragma once

#include <cstddef>

namespace emovox {

/// The number of calls of operator new so far.
std::size_t allocation_count();

/// While it exists, the allocation `nth` from now on (0 is the next one, in any thread) throws
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
