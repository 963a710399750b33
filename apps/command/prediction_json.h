// Predictions and events as JSON: one form for files, streams and every program that gives them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "emovox/listener.h"

namespace emovox::command {

/// state, label, confidence, uncertain, probabilities by label, start, end and, when asked for,
/// attention. Label and confidence are null unless the state is ok.
nlohmann::ordered_json to_json(const Prediction& prediction, const std::vector<std::string>& labels,
                               bool with_attention);

/// type, utterance, start and, of an emotion, the prediction's fields; of an utterance_end, end and
/// the prediction as an object of its own. With attention.
nlohmann::ordered_json to_json(const VoiceEvent& event, const std::vector<std::string>& labels);

}  // namespace emovox::command
