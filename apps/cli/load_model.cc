// Which model a verb asks: the file that was named, or the bundled one.
#include "cli/verbs.h"
#include "emovox/error.h"

namespace emovox::cli {

Model load_model(const std::string& path, WeightPrecision precision) {
  if (!path.empty()) return Model::load(path, {.precision = precision});
  if (!Model::has_bundled()) {
    throw Error(ErrorCode::invalid_argument, "model", "this build has no bundled model",
                "must be named: --model FILE");
  }
  return Model::bundled({.precision = precision});
}

}  // namespace emovox::cli
