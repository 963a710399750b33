#include "server/recording.h"

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>

#include "command/prediction_json.h"
#include "emovox/judgement.h"
#include "server/multipart.h"
#include "server/refusal.h"

namespace emovox::server {
namespace {

void check_length(const std::string& name, double seconds, double max_audio) {
  if (seconds <= max_audio) return;
  throw Refused(RefusalCode::too_long, name, "is longer than this server takes",
                "must last at most " + std::to_string(std::llround(max_audio)) + " s");
}

// How long a recording is, its header need not tell, nor tell truly.
Judgement judge(const Model& model, const std::string& name, AudioReader reader,
                const EmotionQuery& query, double max_audio, const std::atomic<bool>& abandoned) {
  check_length(name, reader.promised_duration().value_or(0.0), max_audio);
  Judge judge(model, query.segments ? std::optional(query.windows) : std::nullopt);
  std::vector<float> block(kJudgedBlock);
  std::uint64_t heard = 0;  // samples
  while (const std::size_t count = reader.read(block)) {
    heard += count;
    check_length(name, static_cast<double>(heard) / reader.sample_rate(), max_audio);
    if (abandoned) throw Refused(RefusalCode::stopping, name, "is no longer waited for", "");
    judge.push({block.data(), count});
  }
  return judge.finish();
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
  Judgement judgement =
      judge(model, recording.name,
            AudioReader::from_memory(std::move(recording.bytes), audio, recording.name), query,
            max_audio, abandoned);
  if (query.abstain_below) mark_uncertain(judgement, *query.abstain_below);
  return command::json_text(recording.name, judgement,
                            {model.labels(), query.segments, query.attention}, true);
}

}  // namespace emovox::server
