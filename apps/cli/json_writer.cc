// Judgements → JSON: an array of objects, or an object a line.
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "cli/float_text.h"
#include "cli/prediction_writer.h"

namespace emovox::cli {
namespace {

using Json = nlohmann::ordered_json;

// A float as the double whose shortest decimal is the float's: 0.7, not 0.699999988079071.
double exact(float value) { return std::strtod(float_text(value).c_str(), nullptr); }

Json to_json(const Prediction& prediction, const PredictionLayout& layout) {
  const bool ok = prediction.state == PredictionState::ok;
  Json probabilities = Json::object();
  for (std::size_t i = 0; i < layout.labels.size() && ok; ++i) {
    probabilities[layout.labels[i]] = exact(prediction.probabilities[i]);
  }
  Json object;
  object["state"] = to_name(prediction.state);
  object["label"] = ok ? Json(prediction.label) : Json();
  object["confidence"] = ok ? Json(exact(prediction.confidence)) : Json();
  object["uncertain"] = prediction.uncertain;
  object["probabilities"] = std::move(probabilities);
  object["start"] = prediction.start;
  object["end"] = prediction.end;
  if (layout.attention) {
    Json weights = Json::array();
    for (const float weight : prediction.attention) weights.push_back(exact(weight));
    object["attention"] = std::move(weights);
  }
  return object;
}

class JsonWriter : public PredictionWriter {
 public:
  JsonWriter(command::Output& output, PredictionLayout layout, bool lines)
      : output_(output), layout_(std::move(layout)), lines_(lines) {}

  void write(std::string_view file, const Judgement& judgement) override {
    Json object{{"file", file}};
    object.update(to_json(judgement.whole, layout_));
    if (layout_.segments) {
      Json segments = Json::array();
      for (const auto& segment : judgement.segments) segments.push_back(to_json(segment, layout_));
      object["segments"] = std::move(segments);
    }
    // A file name need not be UTF-8; JSON must.
    const auto text = object.dump(lines_ ? -1 : 2, ' ', false, Json::error_handler_t::replace);
    if (!lines_) output_.write(first_ ? "[\n" : ",\n");
    output_.write(text);
    if (lines_) output_.write("\n");
    if (lines_) output_.flush();
    first_ = false;
  }

  void end() override {
    if (!lines_) output_.write(first_ ? "[]\n" : "\n]\n");
    output_.flush();
  }

 private:
  command::Output& output_;
  PredictionLayout layout_;
  bool lines_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<PredictionWriter> make_json_writer(command::Output& output, PredictionLayout layout,
                                                   bool lines) {
  return std::make_unique<JsonWriter>(output, std::move(layout), lines);
}

}  // namespace emovox::cli
