#include "server/thread_pool.h"

#include <algorithm>
#include <string>
#include <system_error>
#include <utility>

#include "emovox/error.h"

namespace emovox::server {

ThreadPool::ThreadPool(const ThreadPoolOptions& options) : max_waiting_(options.max_waiting) {
  try {
    start(options);
  } catch (...) {
    stop();  // the destructor of threads_ joins the running threads
    throw;
  }
}

void ThreadPool::start(const ThreadPoolOptions& options) {
  const std::size_t wanted =
      options.threads == 0 ? std::thread::hardware_concurrency() : options.threads;
  const std::size_t count = std::max<std::size_t>(1, wanted);
  threads_.reserve(count);
  while (threads_.size() < count) {
    try {
      threads_.push_back(options.start_thread([this] { run_tasks(); }));
    } catch (const std::system_error& error) {
      throw Error(ErrorCode::io, "threads",
                  std::to_string(threads_.size()) + " of " + std::to_string(count) +
                      " could be started (" + error.code().message() + ")",
                  "must be fewer, or the system's limit higher");
    }
  }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::stop() noexcept {
  std::list<Task> dropped;  // destroyed after the mutex is unlocked
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    dropped.swap(queue_);
  }
  changed_.notify_all();
}

std::optional<ThreadPool::Ticket> ThreadPool::submit(std::function<void()> task) {
  Ticket ticket = 0;
  {
    const std::lock_guard guard(mutex_);
    if (queue_.size() >= max_waiting_ + idle_) return std::nullopt;
    ticket = ++last_ticket_;
    queue_.push_back({ticket, std::move(task)});
  }
  changed_.notify_one();
  return ticket;
}

bool ThreadPool::cancel(Ticket ticket) {
  std::list<Task> cancelled;  // destroyed after the mutex is unlocked
  const std::lock_guard guard(mutex_);
  const auto task = std::ranges::find(queue_, ticket, &Task::ticket);
  if (task == queue_.end()) return false;
  cancelled.splice(cancelled.end(), queue_, task);
  return true;
}

bool ThreadPool::full() const {
  const std::lock_guard guard(mutex_);
  return queue_.size() >= max_waiting_ + idle_;
}

void ThreadPool::run_tasks() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    --idle_;
    if (stopping_) return;
    auto run = std::move(queue_.front().run);
    queue_.pop_front();
    lock.unlock();
    run();
    run = nullptr;
    lock.lock();
  }
}

}  // namespace emovox::server
