// What a client writes to a stream as text: {"type": "start", …} or {"type": "end"}.
#pragma once

#include <cstddef>
#include <string_view>
#include <variant>

#include "command/sample_encoding.h"
#include "emovox/fields.h"
#include "emovox/listener.h"
#include "server/refusal.h"

namespace emovox::server {

using command::SampleEncoding;

/// What a "start" may ask for. More than these limits could make one voice the work of many.
constexpr int kLowestRate = 8000;           // Hz
constexpr int kHighestRate = 192000;        // Hz: what sound cards give at most
constexpr double kShortestHop = 0.1;        // seconds
constexpr double kMostOverlap = 12.0;       // windows that hear the same sample; the default: 6
constexpr std::size_t kLongestText = 8192;  // bytes of a text message
constexpr int kDeepestText = 8;             // objects and lists inside one another

struct StreamStart {
  int sample_rate = 0;  // Hz
  SampleEncoding encoding = SampleEncoding::f32le;
  ListenOptions options;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("sample_rate", self.sample_rate,
          {"Hz of the samples", Range::from(kLowestRate).to(kHighestRate), "Hz"});
    visit("encoding", self.encoding, "how samples are written");
    visit("options", self.options, "when somebody speaks, and which stretches are judged");
  }
};

struct StreamEnd {};

using ClientMessage = std::variant<StreamStart, StreamEnd, Refusal>;

/// What a text says, or why it says nothing: malformed, too_large, or invalid_argument for a field
/// that is unknown, of another type or outside its limits.
ClientMessage read_client_message(std::string_view text);

}  // namespace emovox::server
