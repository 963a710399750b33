// Judgements → JSON: an array of objects, or an object a line.
#include <nlohmann/json.hpp>

#include "cli/prediction_writer.h"
#include "command/prediction_json.h"

namespace emovox::cli {
namespace {

using Json = nlohmann::ordered_json;

class JsonWriter : public PredictionWriter {
 public:
  JsonWriter(command::Output& output, PredictionLayout layout, bool lines)
      : output_(output), layout_(std::move(layout)), lines_(lines) {}

  void write(std::string_view file, const Judgement& judgement) override {
    Json object{{"file", file}};
    object.update(command::to_json(judgement.whole, layout_.labels, layout_.attention));
    if (layout_.segments) {
      Json segments = Json::array();
      for (const auto& segment : judgement.segments) {
        segments.push_back(command::to_json(segment, layout_.labels, layout_.attention));
      }
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
