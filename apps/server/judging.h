// Uploads that wait for a thread, and what comes of them.
#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emovox/model.h"
#include "server/held_bytes.h"
#include "server/log.h"
#include "server/metrics.h"
#include "server/reception.h"
#include "server/refusal.h"
#include "server/serve_options.h"
#include "server/work_pool.h"

namespace emovox::server {

/// A whole request that waits for its answer.
struct UploadOrder {
  std::string id;  // of the request
  UploadWanted wanted;
  std::vector<std::byte> body;
  std::unique_ptr<HeldBytes> held;     // of the body
  std::atomic<bool> abandoned{false};  // nobody waits any more
};

/// Safe from many threads.
class Judging {
 public:
  using Verdict = std::variant<std::string, Refusal>;  // JSON, or why not
  using Done = std::function<void(Verdict)>;

  /// Uses threads, max_queue and max_audio. `metrics` and `log` must outlive it.
  Judging(Model model, const ServeOptions& options, Metrics& metrics, Log& log);

  /// `done` is called on another thread; it must not throw. Nothing where too many wait.
  std::optional<WorkPool::Ticket> add(std::shared_ptr<UploadOrder> order, Done done);

  /// Frees the place of an order that still waits; `done` is then not called.
  void withdraw(WorkPool::Ticket ticket);

  bool full() const { return pool_.full(); }

 private:
  Verdict judge(UploadOrder& order);
  Verdict tell_failure(const UploadOrder& order, std::string_view what);

  const Model model_;
  const double max_audio_;  // seconds
  Metrics& metrics_;
  Log& log_;
  WorkPool pool_;  // last: its threads use all of the above
};

}  // namespace emovox::server
