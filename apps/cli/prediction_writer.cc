// Predictions of recordings → the writer of a format.
#include "cli/prediction_writer.h"

namespace emovox::cli {

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
