// Validation of the options of networks, streams and listeners.
#include <algorithm>
#include <string>

#include "emovox/error.h"
#include "emovox/listener.h"
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

void validate(const ListenOptions& options) {
  constexpr std::string_view kName = "ListenOptions";
  text::validate_fields(options, kName);
  const auto require_at_most = [](std::string_view field, double value, std::string_view other,
                                  double limit) {
    text::require_field(
        value <= limit, kName, field, value,
        "at most " + std::string(other) + ", " + text::plain_number(limit) + " seconds");
  };
  require_at_most("hop", options.hop, "the window", options.window);
  require_at_most("first", options.first, "the longest utterance", options.longest);
  require_at_most("lead_out", options.lead_out, "the hangover", options.hangover);
}

}  // namespace emovox
