// The options that a listener accepts.
#include <cmath>
#include <string>

#include "emovox/error.h"
#include "emovox/listener.h"

namespace emovox {
namespace {

void require(bool holds, std::string_view field, double value, const std::string& must_be) {
  if (holds) return;
  throw Error(ErrorCode::invalid_argument, "ListenOptions." + std::string(field),
              "is " + std::to_string(value), "must be " + must_be);
}

bool within(double value, double least, double most) { return value >= least && value <= most; }

}  // namespace

void validate(const ListenOptions& o) {
  require(within(o.window, kMinimumDuration, kLongestUtterance), "window", o.window,
          "from 0.1 to 30 seconds");
  require(within(o.hop, 0.01, o.window), "hop", o.hop, "from 0.01 seconds to the window");
  require(within(o.longest, 1.0, kLongestUtterance), "longest", o.longest, "from 1 to 30 seconds");
  require(within(o.first, kMinimumDuration, o.longest), "first", o.first,
          "from 0.1 seconds to the longest utterance");
  require(within(o.threshold, 0.5, 60.0), "threshold", o.threshold, "from 0.5 to 60 dB");
  require(within(o.shortest, 0.01, 1.0), "shortest", o.shortest, "from 0.01 to 1 second");
  require(within(o.pause, 0.05, 10.0), "pause", o.pause, "from 0.05 to 10 seconds");
  require(within(o.lead_in, 0.0, 5.0), "lead_in", o.lead_in, "from 0 to 5 seconds");
  require(within(o.lead_out, 0.0, o.pause), "lead_out", o.lead_out, "from 0 seconds to the pause");
}

}  // namespace emovox
