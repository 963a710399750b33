#include "evaluation/run_results.h"

#include <nlohmann/json.hpp>

#include "emovox/error.h"
#include "evaluation/predictions.h"
#include "text/whole_file.h"

namespace emovox::evaluation {
namespace {

namespace fs = std::filesystem;

std::string track_of(const fs::path& path) {
  const auto metrics = nlohmann::json::parse(text::read_file(path), nullptr, false);
  if (metrics.is_object() && metrics.contains("track") && metrics["track"].is_string()) {
    return metrics["track"];
  }
  throw Error(ErrorCode::corrupt_data, path.string(), "names no track",
              "must be what emovox crossval wrote");
}

}  // namespace

RunResults read_run(const fs::path& folder) {
  const fs::path metrics = folder / "metrics.json";  // written last
  std::error_code ignored;                           // a folder that cannot be read has no run
  if (!fs::exists(metrics, ignored)) {
    throw Error(ErrorCode::not_found, folder.string(), "has no metrics.json",
                "must be the folder of a finished emovox crossval");
  }
  RunResults run{folder.string(), track_of(metrics), read_predictions(folder / "predictions.csv")};
  if (!run.table.rows.empty()) return run;
  throw Error(ErrorCode::corrupt_data, (folder / "predictions.csv").string(), "no rows",
              "must be at least one");
}

}  // namespace emovox::evaluation
