// Validation of the options of networks and of streams.
#include <algorithm>
#include <string>

#include "emovox/error.h"
#include "emovox/model.h"
#include "text/fields.h"
#include "text/number.h"

namespace emovox {
namespace {

template <NamedEnum Enum>
void require_distinct(std::string_view field, const std::vector<Enum>& values) {
  const std::string where = "ModelOptions." + std::string(field);
  if (values.empty()) {
    throw Error(ErrorCode::invalid_argument, where, "is empty",
                "must name one or more of " + name_list<Enum>());
  }
  for (auto value = values.begin(); value != values.end(); ++value) {
    if (std::find(values.begin(), value, *value) == value) continue;
    throw Error(ErrorCode::invalid_argument, where,
                "names " + std::string(to_name(*value)) + " twice", "must name each once");
  }
}

}  // namespace

void validate(const ModelOptions& options) {
  require_distinct("feature_sets", options.feature_sets);
  require_distinct("fusions", options.fusions);
  const bool frame_wise = std::ranges::count(options.fusions, Fusion::frame_wise) > 0;
  if (frame_wise && options.fusions.size() > 1) {
    throw Error(ErrorCode::invalid_argument, "ModelOptions.fusions",
                "frame_wise is combined with another fusion", "must be the only fusion");
  }
  text::validate_fields(options, "ModelOptions");
}

void validate(const StreamOptions& options) {
  text::validate_fields(options, "StreamOptions");
  text::require_field(options.hop <= options.window, "StreamOptions", "hop", options.hop,
                      "at most the window, " + text::plain_number(options.window) + " seconds");
}

}  // namespace emovox
