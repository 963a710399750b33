#include "server/upload_queue.h"

#include <nlohmann/json.hpp>
#include <utility>

namespace emovox::server {

UploadQueue::UploadQueue(Model model, const ServeOptions& options, Metrics& metrics, Log& log)
    : model_(std::move(model)),
      max_audio_(options.max_audio),
      metrics_(metrics),
      log_(log),
      pool_({.threads = options.threads, .max_waiting = options.max_queue}) {}

std::optional<ThreadPool::Ticket> UploadQueue::submit(std::shared_ptr<Upload> upload,
                                                      Callback done) {
  ++metrics_.recordings_waiting;
  const auto ticket = pool_.submit([this, upload = std::move(upload), done = std::move(done)] {
    --metrics_.recordings_waiting;
    done(predict(*upload));
  });
  if (!ticket) --metrics_.recordings_waiting;
  return ticket;
}

void UploadQueue::cancel(ThreadPool::Ticket ticket) {
  if (pool_.cancel(ticket)) --metrics_.recordings_waiting;
}

UploadQueue::Result UploadQueue::predict(Upload& upload) {
  try {
    UploadedRecording recording =
        recording_in(std::move(upload.body), upload.request.content_type, upload.request.query);
    std::string json = predict_upload(model_, std::move(recording), max_audio_, upload.cancelled);
    ++metrics_.recordings;
    return json;
  } catch (const Refused& refused) {
    return refused.refusal();
  } catch (const Error& error) {
    const Refusal refusal = refusal_of(error);
    return refusal.code == RefusalCode::internal ? internal_error(upload, error.what()) : refusal;
  } catch (const std::exception& error) {
    return internal_error(upload, error.what());
  }
}

UploadQueue::Result UploadQueue::internal_error(const Upload& upload, std::string_view what) {
  log_.write("failure", {{"id", upload.request_id}, {"message", what}});
  return refusal_of(Error(ErrorCode::internal, "", "", ""));
}

}  // namespace emovox::server
