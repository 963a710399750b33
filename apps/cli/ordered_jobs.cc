#include "cli/ordered_jobs.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "emovox/error.h"

namespace emovox::cli {
namespace {

/// The state that the workers and the consumer share. Items [consumed, started) are in a slot.
class Queue {
 public:
  explicit Queue(const OrderedJobs& jobs) : jobs_(jobs), done_(jobs.slots(), false) {}

  /// The loop of a worker.
  void work(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    while (wait_for_slot(lock, stop)) {
      const std::size_t item = started_++;
      lock.unlock();
      jobs_.work(item, stop);
      lock.lock();
      done_[item % done_.size()] = true;
      changed_.notify_all();
    }
  }

  /// The loop of the consumer.
  void consume() {
    for (std::size_t item = 0; item < jobs_.items; ++item) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return done_[item % done_.size()]; });
      }
      jobs_.consume(item);
      const std::lock_guard lock(mutex_);
      done_[item % done_.size()] = false;
      consumed_ = item + 1;
      changed_.notify_all();
    }
  }

 private:
  /// False where no item is left, or a stop was requested.
  bool wait_for_slot(std::unique_lock<std::mutex>& lock, const std::stop_token& stop) {
    changed_.wait(lock, stop,
                  [&] { return started_ == jobs_.items || started_ < consumed_ + done_.size(); });
    return !stop.stop_requested() && started_ < jobs_.items;
  }

  const OrderedJobs& jobs_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::size_t started_ = 0;   // items that a worker has taken
  std::size_t consumed_ = 0;  // items that are finished
  std::vector<bool> done_;    // by slot: whether its item waits to be consumed
};

/// Starts as many of the threads as the system allows, at least one.
std::vector<std::jthread> start_workers(Queue& queue, std::size_t count,
                                        const std::stop_token& stop) {
  std::vector<std::jthread> workers;
  workers.reserve(count);
  while (workers.size() < count) {
    try {
      workers.emplace_back([&queue, stop] { queue.work(stop); });
    } catch (const std::system_error& error) {
      if (!workers.empty()) break;
      throw Error(ErrorCode::io, "threads",
                  "none could be started (" + error.code().message() + ")",
                  "must be allowed by the system; --jobs 1 needs no threads");
    }
  }
  return workers;
}

}  // namespace

std::size_t OrderedJobs::used_threads() const {
  const std::size_t wanted = threads == 0 ? std::thread::hardware_concurrency() : threads;
  return std::max<std::size_t>(1, std::min(wanted, items));
}

void run_in_order(const OrderedJobs& jobs) {
  if (jobs.used_threads() == 1) {
    for (std::size_t item = 0; item < jobs.items; ++item) {
      jobs.work(item, {});
      jobs.consume(item);
    }
    return;
  }
  Queue queue(jobs);
  std::stop_source stop;
  const auto workers = start_workers(queue, jobs.used_threads(), stop.get_token());
  try {
    queue.consume();
  } catch (...) {
    stop.request_stop();  // before the threads are joined
    throw;
  }
}

}  // namespace emovox::cli
