// The options that a listener accepts.
#include <string>

#include "emovox/listener.h"
#include "text/fields.h"
#include "text/number.h"

namespace emovox {

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
