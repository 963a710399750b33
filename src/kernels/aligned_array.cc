#include "kernels/aligned_array.h"

#include <sys/mman.h>

#include <new>

namespace emovox::kernels {
namespace {

constexpr std::size_t kLine = 64, kLargePage = std::size_t{1} << 21;

bool is_large(std::size_t bytes) { return bytes >= 2 * kLargePage; }

std::align_val_t alignment_of(std::size_t bytes) {
  return std::align_val_t{is_large(bytes) ? kLargePage : kLine};
}

}  // namespace

void* allocate_aligned(std::size_t bytes) {
  void* memory = ::operator new[](bytes, alignment_of(bytes));
#ifdef MADV_HUGEPAGE
  if (is_large(bytes)) madvise(memory, bytes, MADV_HUGEPAGE);  // small pages work as well
#endif
  return memory;
}

void free_aligned(void* memory, std::size_t bytes) noexcept {
  ::operator delete[](memory, alignment_of(bytes));
}

}  // namespace emovox::kernels
