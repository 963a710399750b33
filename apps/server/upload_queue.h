// Complete uploads that wait for a thread, and their results.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "emovox/model.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/refusal.h"
#include "server/router.h"
#include "server/serve_options.h"
#include "server/thread_pool.h"

namespace emovox::server {

/// The bytes of one upload, counted in the total of all uploads that the server holds. They leave
/// the total with this object.
class HeldBytes {
 public:
  using Total = std::atomic<std::size_t>;

  explicit HeldBytes(Total& total) : total_(total) {}
  ~HeldBytes() { total_ -= bytes_; }
  HeldBytes(const HeldBytes&) = delete;
  HeldBytes& operator=(const HeldBytes&) = delete;

  /// Returns false and changes nothing if the total would exceed `max_total` bytes.
  bool grow_to(std::size_t bytes, std::size_t max_total) {
    const std::size_t more = bytes - bytes_;
    if ((total_ += more) > max_total) {
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

/// A complete upload that waits for its response.
struct Upload {
  std::string request_id;
  UploadRequest request;
  std::vector<std::byte> body;
  std::unique_ptr<HeldBytes> held;     // memory of the body
  std::atomic<bool> cancelled{false};  // the client has disconnected
};

/// Predicts uploads on a pool of threads. Safe for use by many threads at once.
class UploadQueue {
 public:
  using Result = std::variant<std::string, Refusal>;  // the JSON of the prediction, or the error
  using Callback = std::function<void(Result)>;

  /// Uses threads, max_queue and max_audio of the options. `metrics` and `log` must outlive it.
  UploadQueue(Model model, const ServeOptions& options, Metrics& metrics, Log& log);

  /// Adds an upload; returns nothing if the queue is full. `done` is called on a thread of the
  /// pool; it must not throw.
  std::optional<ThreadPool::Ticket> submit(std::shared_ptr<Upload> upload, Callback done);

  /// Removes an upload that is still in the queue; its callback is not called.
  void cancel(ThreadPool::Ticket ticket);

  bool full() const { return pool_.full(); }

 private:
  Result predict(Upload& upload);
  Result internal_error(const Upload& upload, std::string_view what);

  const Model model_;
  const double max_audio_;  // seconds
  Metrics& metrics_;
  Log& log_;
  ThreadPool pool_;  // last: its threads use all of the above
};

}  // namespace emovox::server
