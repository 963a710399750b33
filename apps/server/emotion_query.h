// What a client wants to be told of a recording: the flags of `emovox predict`, as a query.
#pragma once

#include <optional>
#include <string>

#include "emovox/audio.h"
#include "emovox/model.h"
#include "server/target.h"

namespace emovox::server {

struct EmotionQuery {
  bool segments = false;                // emotion over time, window by window
  bool attention = false;               // weight of each step in time
  StreamOptions windows;                // of the segments
  std::optional<double> abstain_below;  // instead of the model's
  Channel channel = Channel::mix();     // that is heard
};

/// Throws Error (invalid_argument) on a name that is none or stands twice, and on a value that is
/// not accepted; windows are not checked.
EmotionQuery parse_emotion_query(const Query& query);

}  // namespace emovox::server
