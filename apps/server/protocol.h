// What a client and the server say to each other on a stream, as a state machine: no socket, no
// clock, no thread. Whoever holds one does what each Answer asks for.
//
//   client                                            server
//   {"type":"start","sample_rate":16000,
//    "encoding":"f32le","options":{…}}                {"type":"started","session":…,"model":…,
//                                                      "labels":[…],"sample_rate":16000}
//   binary: samples, cut anywhere                     {"type":"utterance_start" | "emotion" |
//                                                      "utterance_end", …}
//   {"type":"end"}                                    what is left, then
//                                                     {"type":"ended","duration":seconds}, close
//                                                     1000
//   anything else, at any time                        {"type":"error","code":word,"message":…},
//   close
//
// Encoding (default f32le) and options (default: each field's) may be left out. A sample that the
// last message cut in two goes on in the next. Once the server has closed, nothing is answered.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emovox/listener.h"
#include "server/refusal.h"

namespace emovox::server {

enum class SampleEncoding {
  f32le,  // 32-bit floats, nominally in [-1, 1]
  s16le   // 16-bit integers
};

}  // namespace emovox::server

template <>
struct emovox::EnumNames<emovox::server::SampleEncoding> {
  static constexpr std::array<std::string_view, 2> names{"f32le", "s16le"};
};

namespace emovox::server {

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
    visit("sample_rate", self.sample_rate, "Hz of the samples; 8000 to 192000");
    visit("encoding", self.encoding, "how samples are written");
    visit("options", self.options, "when somebody speaks, and which stretches are judged");
  }
};

/// What the protocol tells of its server.
struct StreamFacts {
  std::string session;  // names the stream in logs
  std::string model;
  std::vector<std::string> labels;
  double max_audio = 3600.0;  // seconds
};

struct Closing {
  std::uint16_t code = 1000;
  std::string_view word = "ended";  // why; a refusal's where there is one
  bool refused = false;
};

/// What is to be done, in this order.
struct Answer {
  std::optional<StreamStart> open;    // a voice; where that is refused: refuse(), and forget this
  std::vector<float> samples;         // go to the voice
  bool end = false;                   // nothing more will: tell() its events, then finish()
  std::vector<std::string> messages;  // text, to be sent
  std::optional<Closing> close;       // after them; the voice, where there is one, is let go
};

enum class StreamState {
  waiting,   // for "start"
  speaking,  // samples come
  ending,    // the last sample has come; its judgements have not
  closed
};

/// Not safe for use by two threads at once. Throws nothing but std::bad_alloc.
class StreamProtocol {
 public:
  explicit StreamProtocol(StreamFacts facts) : facts_(std::move(facts)) {}

  /// A message of the client.
  Answer text(std::string_view message);
  Answer binary(std::span<const std::byte> message);

  /// An event of the voice.
  Answer tell(const VoiceEvent& event);
  /// The voice has told everything.
  Answer finish();

  /// The server does not go on, for a reason of its own.
  Answer refuse(const Refusal& refusal);
  /// The server is to stop: a voice gets its end now, and the close says why.
  Answer stop();

  StreamState state() const noexcept { return state_; }
  double seconds() const noexcept;  // of sound that came

 private:
  Answer start(StreamStart start);
  Answer end();

  StreamFacts facts_;
  StreamState state_ = StreamState::waiting;
  StreamStart start_;
  std::size_t samples_ = 0;
  std::vector<std::byte> cut_;  // the first bytes of a sample whose others have not come
  bool stopping_ = false;
};

}  // namespace emovox::server
