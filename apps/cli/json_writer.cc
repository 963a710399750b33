// Predictions of recordings → JSON: an array of objects, or an object a line.
#include "cli/prediction_writer.h"
#include "command/prediction_json.h"

namespace emovox::cli {
namespace {

class JsonWriter : public PredictionWriter {
 public:
  JsonWriter(command::Output& output, PredictionLayout layout, bool lines)
      : output_(output),
        layout_{std::move(layout.labels), layout.segments, layout.attention},
        lines_(lines) {}

  void write(std::string_view file, const RecordingPrediction& prediction) override {
    if (!lines_) output_.write(first_ ? "[\n" : ",\n");
    output_.write(command::json_text(file, prediction, layout_, lines_));
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
  command::RecordingLayout layout_;
  bool lines_;
  bool first_ = true;
};

}  // namespace

std::unique_ptr<PredictionWriter> make_json_writer(command::Output& output, PredictionLayout layout,
                                                   bool lines) {
  return std::make_unique<JsonWriter>(output, std::move(layout), lines);
}

}  // namespace emovox::cli
