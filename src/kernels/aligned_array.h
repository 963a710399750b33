// Memory that vectors load from.
#pragma once

#include <cstddef>
#include <memory>

namespace emovox::kernels {

/// `bytes` from the start of a cache line; large ones on the system's large pages where it has
/// them, as weights that are read at every step would outrun the page tables' cache. Throws
/// std::bad_alloc.
void* allocate_aligned(std::size_t bytes);
void free_aligned(void* memory, std::size_t bytes) noexcept;

/// An uninitialised array that begins on a cache line.
template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t size)
      : data_(static_cast<T*>(allocate_aligned(size * sizeof(T))), Free{size * sizeof(T)}),
        size_(size) {}

  T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }

  /// Grows to at least `size`; what stood in it may be lost.
  void reserve(std::size_t size) {
    if (size > size_) *this = AlignedArray(size);
  }

 private:
  struct Free {
    void operator()(T* data) const noexcept { free_aligned(data, bytes); }
    std::size_t bytes = 0;
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace emovox::kernels
