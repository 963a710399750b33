#include "allocation_count.h"

#include <atomic>
#include <cstdlib>
#include <limits>
#include <new>

namespace {

constexpr std::size_t kNever = std::numeric_limits<std::size_t>::max();

std::atomic<std::size_t> count{0};
std::atomic<std::size_t> failing{kNever};  // index of the allocation that fails

void* checked(void* memory) {
  if (count++ == failing) {
    std::free(memory);
    throw std::bad_alloc();
  }
  return memory != nullptr ? memory : throw std::bad_alloc();
}

}  // namespace

void* operator new(std::size_t size) { return checked(std::malloc(size)); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++count;
  return std::malloc(size);
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  const auto line = static_cast<std::size_t>(alignment);
  return checked(std::aligned_alloc(line, (size + line - 1) / line * line));
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { std::free(memory); }

namespace emovox {

std::size_t allocation_count() { return count; }

FailingAllocation::FailingAllocation(std::size_t nth) { failing = count + nth; }
FailingAllocation::~FailingAllocation() { failing = kNever; }
bool FailingAllocation::happened() const { return count > failing; }

}  // namespace emovox
