#include "server/judging.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "server/recording.h"

namespace emovox::server {

Judging::Judging(Model model, const ServeOptions& options, Metrics& metrics, Log& log)
    : model_(std::move(model)),
      max_audio_(options.max_audio),
      metrics_(metrics),
      log_(log),
      pool_(options.threads, options.max_queue) {}

std::optional<WorkPool::Ticket> Judging::add(std::shared_ptr<UploadOrder> order, Done done) {
  ++metrics_.recordings_waiting;
  const auto ticket = pool_.add([this, order = std::move(order), done = std::move(done)] {
    --metrics_.recordings_waiting;
    done(judge(*order));
  });
  if (!ticket) --metrics_.recordings_waiting;
  return ticket;
}

void Judging::withdraw(WorkPool::Ticket ticket) {
  if (pool_.withdraw(ticket)) --metrics_.recordings_waiting;
}

Judging::Verdict Judging::judge(UploadOrder& order) {
  try {
    Recording recording =
        open_body(std::move(order.body), order.wanted.content_type, order.wanted.query);
    std::string json = judge_recording(model_, std::move(recording), max_audio_, order.abandoned);
    ++metrics_.recordings;
    return json;
  } catch (const Refused& refused) {
    return refused.refusal();
  } catch (const Error& error) {
    const Refusal refusal = refusal_of(error);
    return refusal.code == RefusalCode::internal ? tell_failure(order, error.what()) : refusal;
  } catch (const std::exception& error) {
    return tell_failure(order, error.what());
  }
}

Judging::Verdict Judging::tell_failure(const UploadOrder& order, std::string_view what) {
  log_.tell("failure", {{"id", order.id}, {"message", what}});
  return refusal_of(Error(ErrorCode::internal, "", "", ""));
}

}  // namespace emovox::server
