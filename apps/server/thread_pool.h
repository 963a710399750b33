// A fixed number of threads that run tasks from a bounded queue. Uploads are decoded and predicted
// on them, apart from the thread that serves the sockets.
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

struct ThreadPoolOptions {
  std::size_t threads = 0;       // number of threads; 0: one for each core
  std::size_t max_waiting = 64;  // tasks in the queue
  /// Starts a thread. Tests replace it to simulate a system without free threads.
  std::function<std::jthread(std::function<void()>)> start_thread = [](std::function<void()> body) {
    return std::jthread(std::move(body));
  };
};

/// Safe for use by many threads at once.
class ThreadPool {
 public:
  using Ticket = std::uint64_t;

  /// Throws Error (io) where the system cannot start that many threads; those that were started
  /// have ended by then.
  explicit ThreadPool(const ThreadPoolOptions& options);

  /// Drops the tasks in the queue and waits for those that run.
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  /// Puts a task in the queue; returns nothing if the queue is full. Tasks start in the order in
  /// which they were submitted. A task must not throw.
  std::optional<Ticket> submit(std::function<void()> task);

  /// Drops a task that is still in the queue. Returns false if it has already started.
  bool cancel(Ticket ticket);

  bool full() const;

 private:
  struct Task {
    Ticket ticket;
    std::function<void()> run;
  };

  void start(const ThreadPoolOptions& options);
  void run_tasks();
  void stop() noexcept;

  const std::size_t max_waiting_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::list<Task> queue_;
  std::size_t idle_ = 0;  // threads without a task: each will take one more from the queue
  Ticket last_ticket_ = 0;
  bool stopping_ = false;
  std::vector<std::jthread> threads_;  // last: they use all of the above
};

}  // namespace emovox::server
