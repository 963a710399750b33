// Which model a verb asks: the file that was named, or the bundled one.
#include "cli/verbs.h"
#include "emovox/error.h"
#include "models/bundled_model.h"

namespace emovox::cli {

Model load_model(const std::string& path, WeightPrecision precision) {
  if (!path.empty()) return Model::load(path, precision);
  if (bundled_model_bytes().empty()) {
    throw Error(ErrorCode::invalid_argument, "model", "this build has no bundled model",
                "must be named: --model FILE");
  }
  return Model::from_memory(bundled_model_bytes(), bundled_model_name(), precision);
}

}  // namespace emovox::cli
