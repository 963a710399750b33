#include "server/work_pool.h"

#include <algorithm>
#include <utility>

namespace emovox::server {

WorkPool::WorkPool(std::size_t threads, std::size_t max_waiting) : max_waiting_(max_waiting) {
  const std::size_t count = threads == 0 ? std::thread::hardware_concurrency() : threads;
  for (std::size_t i = 0; i < std::max<std::size_t>(1, count); ++i) {
    threads_.emplace_back([this] { work_until_stopped(); });
  }
}

WorkPool::~WorkPool() {
  std::list<Piece> dropped;  // destroyed after the lock is given back
  {
    const std::lock_guard guard(mutex_);
    stopping_ = true;
    dropped.swap(waiting_);
  }
  came_.notify_all();
}

std::optional<WorkPool::Ticket> WorkPool::add(std::function<void()> work) {
  Ticket ticket = 0;
  {
    const std::lock_guard guard(mutex_);
    if (waiting_.size() >= max_waiting_ + idle_) return std::nullopt;
    ticket = ++last_;
    waiting_.push_back({ticket, std::move(work)});
  }
  came_.notify_one();
  return ticket;
}

bool WorkPool::withdraw(Ticket ticket) {
  std::list<Piece> withdrawn;  // destroyed after the lock is given back
  const std::lock_guard guard(mutex_);
  const auto piece = std::ranges::find(waiting_, ticket, &Piece::ticket);
  if (piece == waiting_.end()) return false;
  withdrawn.splice(withdrawn.end(), waiting_, piece);
  return true;
}

bool WorkPool::full() const {
  const std::lock_guard guard(mutex_);
  return waiting_.size() >= max_waiting_ + idle_;
}

void WorkPool::work_until_stopped() {
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    came_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    --idle_;
    if (stopping_) return;
    auto work = std::move(waiting_.front().work);
    waiting_.pop_front();
    lock.unlock();
    work();
    work = nullptr;
    lock.lock();
  }
}

}  // namespace emovox::server
