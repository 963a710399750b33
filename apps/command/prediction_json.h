// Predictions and events as JSON: the same form for files and streams in every program.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/listener.h"
#include "emovox/recording.h"

namespace emovox::command {

/// Has the fields state, label, confidence, uncertain, probabilities by label, start, end and, on
/// request, attention. Label and confidence are null unless the state is ok.
nlohmann::ordered_json to_json(const Prediction& prediction, const std::vector<std::string>& labels,
                               bool with_attention);

/// The optional parts of a recording's JSON.
struct RecordingLayout {
  std::vector<std::string> labels;
  bool segments = false;
  bool attention = false;
};

/// Has the fields `file`, those of the whole and, on request, `segments`. The text is the same, to
/// the byte, in every program that predicts the recording. In one line, or indented.
std::string json_text(std::string_view file, const RecordingPrediction& prediction,
                      const RecordingLayout& layout, bool in_one_line);

/// Has the fields type, utterance, start; an emotion also the prediction's fields; an utterance_end
/// also `end` and the prediction as an object. With attention.
nlohmann::ordered_json to_json(const VoiceEvent& event, const std::vector<std::string>& labels);

}  // namespace emovox::command
