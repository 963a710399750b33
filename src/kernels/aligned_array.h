// Memory that vectors load from.
#pragma once

#include <cstddef>
#include <memory>
#include <new>

namespace emovox::kernels {

/// An uninitialised array that begins on a cache line.
template <class T>
class AlignedArray {
 public:
  AlignedArray() = default;
  explicit AlignedArray(std::size_t size)
      : data_(static_cast<T*>(::operator new[](size * sizeof(T), kLine))), size_(size) {}

  T* data() const noexcept { return data_.get(); }
  std::size_t size() const noexcept { return size_; }

  /// Grows to at least `size`; what stood in it may be lost.
  void reserve(std::size_t size) {
    if (size > size_) *this = AlignedArray(size);
  }

 private:
  static constexpr std::align_val_t kLine{64};
  struct Free {
    void operator()(T* data) const { ::operator delete[](data, kLine); }
  };
  std::unique_ptr<T[], Free> data_;
  std::size_t size_ = 0;
};

}  // namespace emovox::kernels
