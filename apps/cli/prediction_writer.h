// Writes predictions of recordings as a table for people, JSON, JSON lines or CSV, all with the
// same numbers.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "command/command.h"
#include "emovox/fields.h"
#include "emovox/recording.h"

namespace emovox::cli {

enum class PredictionFormat { table, json, jsonl, csv };

/// The data that the writers need before the first prediction.
struct PredictionLayout {
  std::vector<std::string> labels;
  std::vector<std::string> files;  // all inputs, which determine the width of the first column
  bool segments = false;
  bool attention = false;  // JSON only
};

class PredictionWriter {
 public:
  virtual ~PredictionWriter() = default;
  virtual void write(std::string_view file, const RecordingPrediction& prediction) = 0;
  virtual void end() = 0;  // after the last one
};

/// `output` must outlive the writer.
std::unique_ptr<PredictionWriter> make_prediction_writer(PredictionFormat format,
                                                         command::Output& output,
                                                         PredictionLayout layout);

std::unique_ptr<PredictionWriter> make_table_writer(command::Output& output,
                                                    PredictionLayout layout);
std::unique_ptr<PredictionWriter> make_json_writer(command::Output& output, PredictionLayout layout,
                                                   bool lines);
std::unique_ptr<PredictionWriter> make_csv_writer(command::Output& output, PredictionLayout layout);

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::PredictionFormat> {
  static constexpr std::array<std::string_view, 4> names{"table", "json", "jsonl", "csv"};
};
