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
// last message cut in two goes on in the next; at the end it is none. Once the server has closed,
// nothing is answered.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "emovox/listener.h"
#include "server/client_message.h"
#include "server/refusal.h"

namespace emovox::server {

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
  Answer begin(const StreamStart& start);
  Answer end();
  Answer hear(std::vector<float> samples);

  StreamFacts facts_;
  StreamState state_ = StreamState::waiting;
  SampleEncoding encoding_ = SampleEncoding::f32le;
  int sample_rate_ = 0;  // Hz
  std::size_t samples_ = 0;
  std::vector<std::byte> cut_;  // the first bytes of a sample whose others have not come
  bool stopping_ = false;
  bool crossing_ = false;  // what the client says may have been said before it heard of that
};

}  // namespace emovox::server
