// Writes predictions of recordings as CSV, JSON, JSON lines, or a table for people.
#include "cli/prediction_writer.h"

#include <algorithm>

#include "command/prediction_json.h"
#include "command/text.h"
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

namespace {

using command::bar;
using command::clock;
using command::display_width;
using command::fit_end;
using command::fit_start;
using command::kUncertain;
using command::percent;
using command::right_aligned;

constexpr std::size_t kGap = 2;            // columns between cells
constexpr std::size_t kSureWidth = 5;      // "100 %"
constexpr std::size_t kLabelMinimum = 5;   // "▆ 100"
constexpr std::size_t kFileMinimum = 12;   // also wide enough for the times of a segment
constexpr std::size_t kFileReadable = 20;  // shows the end of a path
constexpr std::size_t kFileMaximum = 48;
constexpr std::size_t kSegmentWidth = 19;  // "  1:02:03.0-1:02:06.0" of a long one may stick out

class TableWriter : public PredictionWriter {
 public:
  TableWriter(command::Output& output, PredictionLayout layout)
      : output_(output),
        layout_(std::move(layout)),
        style_(command::wants_style(output.descriptor())) {
    measure(command::terminal_columns(output.descriptor()));
  }

  void write(std::string_view file, const RecordingPrediction& prediction) override {
    if (!header_written_) write_header();
    write_row(fit_end(command::printable(file), file_width_), prediction.whole);
    for (const auto& segment : prediction.segments) {
      const std::string time = "  " + clock(segment.start) + " – " + clock(segment.end);
      write_row(fit_start(time, std::max(file_width_, display_width(time))), segment);
    }
    output_.flush();
  }

  void end() override { output_.flush(); }

 private:
  void measure(std::size_t columns) {
    emotion_width_ = display_width("(too short)");
    for (const auto& label : layout_.labels) {
      label_widths_.push_back(std::max(kLabelMinimum, display_width(label)));
      emotion_width_ = std::max(emotion_width_, display_width(label + kUncertain));
    }
    std::size_t longest = layout_.segments ? kSegmentWidth : kFileMinimum;
    for (const auto& file : layout_.files) {
      longest = std::max(longest, display_width(command::printable(file)));
    }
    file_width_ = std::min(longest, kFileMaximum);
    shrink_to(columns);
  }

  std::size_t width() const {
    std::size_t sum = file_width_ + emotion_width_ + kSureWidth + 2 * kGap;
    for (const std::size_t label : label_widths_) sum += kGap + label;
    return sum;
  }

  // If space is short, paths are shortened first, then labels from the longest, then paths again;
  // on a terminal that is still too narrow, lines wrap.
  void shrink_to(std::size_t columns) {
    shrink_files(columns, kFileReadable);
    while (width() > columns && !label_widths_.empty()) {
      auto& widest = *std::max_element(label_widths_.begin(), label_widths_.end());
      if (widest == kLabelMinimum) break;
      --widest;
    }
    shrink_files(columns, layout_.segments ? kSegmentWidth : kFileMinimum);
  }

  void shrink_files(std::size_t columns, std::size_t least) {
    while (width() > columns && file_width_ > least) --file_width_;
  }

  void write_header() {
    std::string line =
        fit_start("file", file_width_) + gap() + fit_start("emotion", emotion_width_);
    line += gap() + right_aligned("sure", kSureWidth);
    for (std::size_t i = 0; i < layout_.labels.size(); ++i) {
      line += gap() + fit_start(command::printable(layout_.labels[i]), label_widths_[i]);
    }
    output_.write(styled("2", trimmed(line)) + "\n");
    header_written_ = true;
  }

  void write_row(const std::string& first_cell, const Prediction& prediction) {
    const bool ok = prediction.state == PredictionState::ok;
    const std::string emotion = command::emotion_text(prediction);
    std::string line =
        first_cell + gap() + styled(ok ? "1" : "2", fit_start(emotion, emotion_width_));
    if (ok) line += gap() + right_aligned(percent(prediction.confidence) + " %", kSureWidth);
    for (std::size_t i = 0; i < layout_.labels.size() && ok; ++i) {
      const float share = prediction.probabilities[i];
      line +=
          gap() + fit_start(bar(share) + " " + right_aligned(percent(share), 3), label_widths_[i]);
    }
    output_.write(trimmed(line) + "\n");
  }

  static std::string gap() { return std::string(kGap, ' '); }

  static std::string trimmed(std::string line) {
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
  }

  std::string styled(const char* style, const std::string& text) const {
    return style_ ? "\x1b[" + std::string(style) + "m" + text + "\x1b[0m" : text;
  }

  command::Output& output_;
  PredictionLayout layout_;
  bool style_;
  bool header_written_ = false;
  std::size_t file_width_ = 0;
  std::size_t emotion_width_ = 0;
  std::vector<std::size_t> label_widths_;
};

}  // namespace

std::unique_ptr<PredictionWriter> make_table_writer(command::Output& output,
                                                    PredictionLayout layout) {
  return std::make_unique<TableWriter>(output, std::move(layout));
}

std::unique_ptr<PredictionWriter> make_prediction_writer(PredictionFormat format,
                                                         command::Output& output,
                                                         PredictionLayout layout) {
  switch (format) {
    case PredictionFormat::json: return make_json_writer(output, std::move(layout), false);
    case PredictionFormat::jsonl: return make_json_writer(output, std::move(layout), true);
    case PredictionFormat::csv: return make_csv_writer(output, std::move(layout));
    case PredictionFormat::table: break;
  }
  return make_table_writer(output, std::move(layout));
}

}  // namespace emovox::cli
