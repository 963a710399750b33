// Predictions of recordings → CSV: a row a recording; with segments, a row for the whole and one a
// segment.
#include "cli/prediction_writer.h"
#include "text/csv.h"
#include "text/number.h"

namespace emovox::cli {
namespace {

class CsvWriter : public PredictionWriter {
 public:
  CsvWriter(command::Output& output, PredictionLayout layout)
      : output_(output), layout_(std::move(layout)) {
    std::vector<std::string> header{"file"};
    if (layout_.segments) header.push_back("part");
    for (const char* name : {"state", "label", "confidence", "uncertain", "start", "end"}) {
      header.push_back(name);
    }
    for (const auto& label : layout_.labels) header.push_back("p_" + label);
    write_cells(header);
  }

  void write(std::string_view file, const RecordingPrediction& prediction) override {
    write_row(file, "whole", prediction.whole);
    for (const auto& segment : prediction.segments) write_row(file, "segment", segment);
    output_.flush();
  }

  void end() override { output_.flush(); }

 private:
  void write_row(std::string_view file, const char* part, const Prediction& prediction) {
    const bool ok = prediction.state == PredictionState::ok;
    std::vector<std::string> row{std::string(file)};
    if (layout_.segments) row.push_back(part);
    row.emplace_back(to_name(prediction.state));
    row.push_back(prediction.label);
    row.push_back(ok ? text::number_text(prediction.confidence) : "");
    row.push_back(!ok ? "" : prediction.uncertain ? "true" : "false");
    row.push_back(text::number_text(prediction.start));
    row.push_back(text::number_text(prediction.end));
    for (std::size_t i = 0; i < layout_.labels.size(); ++i) {
      row.push_back(ok ? text::number_text(prediction.probabilities[i]) : "");
    }
    write_cells(row);
  }

  void write_cells(const std::vector<std::string>& cells) {
    std::string text;
    text::append_csv_row(text, cells);
    output_.write(text);
  }

  command::Output& output_;
  PredictionLayout layout_;
};

}  // namespace

std::unique_ptr<PredictionWriter> make_csv_writer(command::Output& output,
                                                  PredictionLayout layout) {
  return std::make_unique<CsvWriter>(output, std::move(layout));
}

}  // namespace emovox::cli
