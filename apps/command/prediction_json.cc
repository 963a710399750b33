#include "command/prediction_json.h"

#include <nlohmann/json.hpp>

#include "text/number.h"

namespace emovox::command {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

Json to_json(const Prediction& prediction, const std::vector<std::string>& labels,
             bool with_attention) {
  const bool ok = prediction.state == PredictionState::ok;
  Json probabilities = Json::object();
  for (std::size_t i = 0; i < labels.size() && ok; ++i) {
    probabilities[labels[i]] = text::shortest_double(prediction.probabilities[i]);
  }
  Json object;
  object["state"] = to_name(prediction.state);
  object["label"] = ok ? Json(prediction.label) : Json();
  object["confidence"] = ok ? Json(text::shortest_double(prediction.confidence)) : Json();
  object["uncertain"] = prediction.uncertain;
  object["probabilities"] = std::move(probabilities);
  object["start"] = prediction.start;
  object["end"] = prediction.end;
  if (with_attention) {
    Json weights = Json::array();
    for (const float weight : prediction.attention)
      weights.push_back(text::shortest_double(weight));
    object["attention"] = std::move(weights);
  }
  return object;
}

std::string json_text(std::string_view file, const RecordingPrediction& prediction,
                      const RecordingLayout& layout, bool in_one_line) {
  Json object{{"file", file}};
  object.update(to_json(prediction.whole, layout.labels, layout.attention));
  if (layout.segments) {
    Json segments = Json::array();
    for (const auto& segment : prediction.segments) {
      segments.push_back(to_json(segment, layout.labels, layout.attention));
    }
    object["segments"] = std::move(segments);
  }
  // A file name need not be UTF-8; JSON must.
  return object.dump(in_one_line ? -1 : 2, ' ', false, Json::error_handler_t::replace);
}

Json to_json(const VoiceEvent& event, const std::vector<std::string>& labels) {
  Json object{
      {"type", to_name(event.kind)}, {"utterance", event.utterance}, {"start", event.start}};
  if (event.kind == VoiceEventKind::utterance_start) return object;
  object["end"] = event.end;
  Json prediction = to_json(event.prediction, labels, true);
  if (event.kind == VoiceEventKind::emotion) {
    object.update(prediction);
  } else {
    object["prediction"] = std::move(prediction);
  }
  return object;
}

}  // namespace emovox::command
