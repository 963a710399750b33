// Predictions and events as JSON: one form for files, streams and every program that gives them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/listener.h"
#include "emovox/recording.h"

namespace emovox::command {

/// state, label, confidence, uncertain, probabilities by label, start, end and, when asked for,
/// attention. Label and confidence are null unless the state is ok.
nlohmann::ordered_json to_json(const Prediction& prediction, const std::vector<std::string>& labels,
                               bool with_attention);

/// What is told of a recording besides its emotion as a whole.
struct RecordingLayout {
  std::vector<std::string> labels;
  bool segments = false;
  bool attention = false;
};

/// file, the whole's fields and, when asked for, segments: the same text, to the byte, from every
/// program that judges the recording. In one line, or indented.
std::string json_text(std::string_view file, const RecordingPrediction& prediction,
                      const RecordingLayout& layout, bool in_one_line);

/// type, utterance, start and, of an emotion, the prediction's fields; of an utterance_end, end and
/// the prediction as an object of its own. With attention.
nlohmann::ordered_json to_json(const VoiceEvent& event, const std::vector<std::string>& labels);

}  // namespace emovox::command
