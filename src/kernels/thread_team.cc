#include "kernels/thread_team.h"

#include <unistd.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

namespace emovox::kernels {
namespace {

/// One call of a function on several threads.
struct Run {
  const std::function<void(std::size_t)>& work;  // must not throw
  std::size_t unfinished;                        // kept threads; guarded by the pool's mutex
  std::condition_variable finished = {};
};

/// Independent pieces, handed out in rising order, so that the lowest piece that fails is the same
/// in every run.
class Pieces {
 public:
  Pieces(std::size_t count, const std::function<void(std::size_t)>& work)
      : work_(work), failures_(count) {}

  void run() {
    while (!failed_) {
      const std::size_t piece = next_++;
      if (piece >= failures_.size()) return;
      try {
        work_(piece);
      } catch (...) {
        failures_[piece] = std::current_exception();
        failed_ = true;
      }
    }
  }

  void rethrow() const {
    for (const std::exception_ptr& failure : failures_) {
      if (failure) std::rethrow_exception(failure);
    }
  }

 private:
  const std::function<void(std::size_t)>& work_;
  std::vector<std::exception_ptr> failures_;
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
};

/// Groups of threads, each with a barrier, at their pieces.
class GroupRun {
 public:
  GroupRun(const ThreadGroups& groups,
           const std::function<void(std::size_t, const TeamThread&)>& work)
      : groups_(groups), work_(work), failures_(groups.threads()) {
    for (std::size_t g = 0; g < groups.groups; ++g) barriers_.emplace_back(groups.group_size);
  }

  void run(std::size_t slot) {
    const std::size_t group = slot / groups_.group_size;
    Barrier& barrier = barriers_[group];
    const TeamThread thread{slot % groups_.group_size, groups_.group_size, &barrier, slot};
    std::size_t piece = group;
    try {
      for (; piece < groups_.pieces; piece += groups_.groups) work_(piece, thread);
    } catch (const Barrier::Broken&) {  // broken by another thread, which keeps its exception
    } catch (...) {
      failures_[slot] = {piece, std::current_exception()};
      barrier.break_off();
    }
  }

  void rethrow() const {
    const auto lowest = std::ranges::min_element(failures_, {}, &Failure::piece);
    if (lowest->exception) std::rethrow_exception(lowest->exception);
  }

 private:
  struct Failure {
    std::size_t piece = static_cast<std::size_t>(-1);
    std::exception_ptr exception = nullptr;
  };

  const ThreadGroups& groups_;
  const std::function<void(std::size_t, const TeamThread&)>& work_;
  std::deque<Barrier> barriers_;   // one a group
  std::vector<Failure> failures_;  // one a thread
};

}  // namespace

ThreadGroups one_group_per_piece(std::size_t pieces, std::size_t threads) {
  const std::size_t groups = std::clamp<std::size_t>(pieces, 1, std::max<std::size_t>(1, threads));
  return {pieces, groups, std::max<std::size_t>(1, threads / groups)};
}

// --- The threads ---------------------------------------------------------------------------------

struct ReservedThreads::Worker {
  std::condition_variable wake;
  Run* run = nullptr;    // the run that it works on; guarded by the pool's mutex
  std::size_t rank = 0;  // argument of the run's function
  std::thread thread;
};

struct ReservedThreads::Pool {
  ~Pool() {
    {
      const std::lock_guard lock(mutex);
      stopping = true;
      for (const auto& worker : workers) worker->wake.notify_one();
    }
    for (const auto& worker : workers) worker->thread.join();
  }

  /// Starts a thread, under the lock. False if the system has no thread or no memory for one.
  bool start_one() {
    try {
      workers.reserve(workers.size() + 1);
      idle.reserve(workers.size() + 1);  // so that giving threads back never allocates
      auto worker = std::make_unique<Worker>();
      worker->thread = std::thread([this, w = worker.get()] { serve(*w); });
      idle.push_back(worker.get());
      workers.push_back(std::move(worker));
      return true;
    } catch (const std::exception&) {  // system_error or bad_alloc
      return false;
    }
  }

  void serve(Worker& worker) {
    std::unique_lock lock(mutex);
    while (true) {
      worker.wake.wait(lock, [&] { return worker.run != nullptr || stopping; });
      if (worker.run == nullptr) return;
      lock.unlock();
      worker.run->work(worker.rank);
      lock.lock();
      Run& run = *std::exchange(worker.run, nullptr);
      if (--run.unfinished == 0) run.finished.notify_one();
    }
  }

  const pid_t process = getpid();
  std::mutex mutex;  // guards what follows
  bool stopping = false;
  std::vector<std::unique_ptr<Worker>> workers;
  std::vector<Worker*> idle;
};

// --- Reserved threads ----------------------------------------------------------------------------

ReservedThreads::~ReservedThreads() {
  if (workers_.empty()) return;
  const std::lock_guard lock(pool_->mutex);
  pool_->idle.insert(pool_->idle.end(), workers_.begin(), workers_.end());
}

/// Calls work(rank) for 0 … threads - 1 at once, 0 on the calling thread. `work` must not throw.
void ReservedThreads::run_on(std::size_t threads,
                             const std::function<void(std::size_t)>& work) const {
  if (threads == 1) return work(0);
  Run run{work, threads - 1};
  {
    const std::lock_guard lock(pool_->mutex);
    for (std::size_t rank = 1; rank < threads; ++rank) {
      Worker& worker = *workers_[rank - 1];
      worker.rank = rank;
      worker.run = &run;
      worker.wake.notify_one();
    }
  }
  work(0);
  std::unique_lock lock(pool_->mutex);
  run.finished.wait(lock, [&] { return run.unfinished == 0; });
}

void ReservedThreads::for_each(std::size_t pieces,
                               const std::function<void(std::size_t)>& work) const {
  Pieces shared(pieces, work);
  run_on(std::clamp<std::size_t>(pieces, 1, count()), [&](std::size_t) { shared.run(); });
  shared.rethrow();
}

void ReservedThreads::run_groups(
    const ThreadGroups& groups,
    const std::function<void(std::size_t, const TeamThread&)>& work) const {
  GroupRun run(groups, work);
  run_on(groups.threads(), [&](std::size_t slot) { run.run(slot); });
  run.rethrow();
}

// --- The team ------------------------------------------------------------------------------------

ThreadTeam::ThreadTeam(std::size_t most) : most_(most), pool_(new Pool) {}

/// After fork(), the pool of the parent process has no threads here, and its lock may be held
/// forever. It is left as it is.
ThreadTeam::~ThreadTeam() {
  Pool* pool = pool_.load();
  if (pool->process == getpid()) delete pool;
}

ThreadTeam::Pool& ThreadTeam::pool_of_this_process() {
  Pool* pool = pool_.load();
  if (pool->process == getpid()) return *pool;
  auto fresh = std::make_unique<Pool>();
  if (!pool_.compare_exchange_strong(pool, fresh.get())) return *pool;  // another thread did
  return *fresh.release();
}

ReservedThreads ThreadTeam::reserve(std::size_t wanted) {
  ReservedThreads reserved;
  wanted = std::min(wanted, most_);
  if (wanted <= 1) return reserved;
  Pool& pool = pool_of_this_process();
  const std::lock_guard lock(pool.mutex);
  while (pool.idle.size() + 1 < wanted && pool.workers.size() + 1 < most_) {
    if (!pool.start_one()) break;
  }
  const auto count = static_cast<std::ptrdiff_t>(std::min(pool.idle.size(), wanted - 1));
  reserved.pool_ = &pool;
  reserved.workers_.assign(pool.idle.end() - count, pool.idle.end());
  pool.idle.erase(pool.idle.end() - count, pool.idle.end());
  return reserved;
}

void ThreadTeam::for_each(const Sharing& sharing, const std::function<void(std::size_t)>& work) {
  reserve(std::min(sharing.pieces, sharing.threads)).for_each(sharing.pieces, work);
}

}  // namespace emovox::kernels
