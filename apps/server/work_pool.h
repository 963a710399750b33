// Threads that do what takes long, apart from the one that moves bytes.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

namespace emovox::server {

/// Safe from many threads.
class WorkPool {
 public:
  using Ticket = std::uint64_t;

  /// 0 threads: as many as the machine runs. At most `max_waiting` pieces of work wait.
  WorkPool(std::size_t threads, std::size_t max_waiting);

  /// Drops what waits and waits for what is being done.
  ~WorkPool();
  WorkPool(const WorkPool&) = delete;
  WorkPool& operator=(const WorkPool&) = delete;

  /// Nothing where too many wait. Work is begun in the order it came; it must not throw.
  std::optional<Ticket> add(std::function<void()> work);

  /// Whether the work still waited: then it is dropped.
  bool withdraw(Ticket ticket);

  bool full() const;

 private:
  struct Piece {
    Ticket ticket;
    std::function<void()> work;
  };

  void work_until_stopped();

  const std::size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::list<Piece> waiting_;
  std::size_t idle_ = 0;  // threads without work, each good for one that waits
  Ticket last_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace emovox::server
