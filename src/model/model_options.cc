// What shapes a network can have.
#include <algorithm>
#include <string>

#include "emovox/error.h"
#include "emovox/model.h"

namespace emovox {
namespace {

// Far beyond any network worth training, and small enough that no product of sizes overflows.
constexpr int kLargestLayer = 1 << 16;  // units
constexpr int kMostFramesPerStep = 1000;
constexpr double kMostTrim = 200.0;  // dB, beyond what a sample holds

std::string where(std::string_view field) { return "ModelOptions." + std::string(field); }

void require_range(std::string_view field, int value, int lowest, int highest) {
  if (value >= lowest && value <= highest) return;
  throw Error(ErrorCode::invalid_argument, where(field), "is " + std::to_string(value),
              "must be from " + std::to_string(lowest) + " to " + std::to_string(highest));
}

template <NamedEnum Enum>
void require_distinct(std::string_view field, const std::vector<Enum>& values) {
  if (values.empty()) {
    throw Error(ErrorCode::invalid_argument, where(field), "is empty",
                "must name one or more of " + name_list<Enum>());
  }
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find(values.begin(), value, *value) == value) continue;
    throw Error(ErrorCode::invalid_argument, where(field),
                "names " + std::string(to_name(*value)) + " twice", "must name each once");
  }
}

}  // namespace

void validate(const ModelOptions& options) {
  require_distinct("streams", options.streams);
  require_distinct("fusions", options.fusions);
  const bool frame_wise = std::find(options.fusions.begin(), options.fusions.end(),
                                    Fusion::frame_wise) != options.fusions.end();
  if (frame_wise && options.fusions.size() > 1) {
    throw Error(ErrorCode::invalid_argument, where("fusions"),
                "frame_wise stands beside another fusion", "must stand alone");
  }
  require_range("hidden_size", options.hidden_size, 1, kLargestLayer);
  require_range("projection_size", options.projection_size, 0, kLargestLayer);
  require_range("frames_per_step", options.frames_per_step, 1, kMostFramesPerStep);
  if (!(options.trim_db >= 0.0 && options.trim_db <= kMostTrim)) {
    throw Error(ErrorCode::invalid_argument, where("trim_db"),
                "is " + std::to_string(options.trim_db),
                "must be from 0 to " + std::to_string(static_cast<int>(kMostTrim)));
  }
}

}  // namespace emovox
