#include "server/recording.h"

#include <cmath>
#include <utility>

#include "command/prediction_json.h"
#include "emovox/recording.h"
#include "server/multipart.h"
#include "server/refusal.h"

namespace emovox::server {
namespace {

// Puts the server's refusals in the place of the library's errors that stand for them.
RecordingPrediction predict(const Model& model, const std::string& name, AudioReader reader,
                            const RecordingOptions& options) {
  try {
    return predict_recording(model, reader, options);
  } catch (const Error& error) {
    if (error.code() == ErrorCode::too_long) {
      throw Refused(RefusalCode::too_long, name, "is longer than this server takes",
                    "must last at most " + std::to_string(std::llround(options.longest)) + " s");
    }
    if (error.code() == ErrorCode::cancelled) {
      throw Refused(RefusalCode::stopping, name, "is no longer waited for", "");
    }
    throw;
  }
}

}  // namespace

Recording open_body(std::vector<std::byte> body, const std::string& content_type,
                    const EmotionQuery& query) {
  if (!is_form(content_type)) return {std::move(body), "audio", query};
  const FormFile file = find_form_file(body, content_type);
  const auto begin = body.begin() + static_cast<std::ptrdiff_t>(file.offset);
  body.erase(begin + static_cast<std::ptrdiff_t>(file.size), body.end());
  body.erase(body.begin(), begin);
  return {std::move(body), file.name.empty() ? "audio" : file.name, query};
}

std::string judge_recording(const Model& model, Recording recording, double max_audio,
                            const std::atomic<bool>& abandoned) {
  const EmotionQuery& query = recording.query;
  const AudioOptions audio{
      .channel = query.channel, .sample_rate = model.info().features.sample_rate, .vorbis = false};
  RecordingOptions options{.segments = std::nullopt, .longest = max_audio, .cancelled = [&] {
                             return abandoned.load();
                           }};
  if (query.segments) options.segments = query.windows;
  RecordingPrediction prediction =
      predict(model, recording.name,
              AudioReader::from_memory(std::move(recording.bytes), audio, recording.name), options);
  if (query.abstain_below) mark_uncertain(prediction, *query.abstain_below);
  return command::json_text(recording.name, prediction,
                            {model.labels(), query.segments, query.attention}, true);
}

}  // namespace emovox::server
