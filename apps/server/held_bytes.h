// How many bytes of uploads a server holds, over all connections and threads.
#pragma once

#include <atomic>
#include <cstddef>

namespace emovox::server {

/// The bytes that one upload holds of a total; gives them back at its end.
class HeldBytes {
 public:
  using Total = std::atomic<std::size_t>;

  explicit HeldBytes(Total& total) : total_(total) {}
  ~HeldBytes() { total_ -= bytes_; }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  /// False, and nothing more is held, where the total would be above `most`.
  bool grow_to(std::size_t bytes, std::size_t most) {
    const std::size_t more = bytes - bytes_;
    if ((total_ += more) > most) {
      total_ -= more;
      return false;
    }
    bytes_ = bytes;
    return true;
  }

 private:
  Total& total_;
  std::size_t bytes_ = 0;
};

}  // namespace emovox::server
