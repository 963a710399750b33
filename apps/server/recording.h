// An uploaded recording → the JSON that `emovox predict` gives for it.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <vector>

#include "emovox/model.h"
#include "server/emotion_query.h"

namespace emovox::server {

struct Recording {
  std::vector<std::byte> bytes;
  std::string name;  // as told in the answer and in errors
  EmotionQuery query;
};

/// The body of a request → the recording in it: that of a form, or the body itself, which is called
/// "audio". Throws Refused.
Recording open_body(std::vector<std::byte> body, const std::string& content_type,
                    const EmotionQuery& query);

/// One line, that of `emovox predict --format jsonl`. Nothing longer than `max_audio` seconds is
/// decoded to its end, nor judged any further once `abandoned`. Throws Error and Refused.
std::string judge_recording(const Model& model, Recording recording, double max_audio,
                            const std::atomic<bool>& abandoned);

}  // namespace emovox::server
