// The protocol of a stream over a WebSocket, as a state machine without sockets, clocks or
// threads. Its owner carries out the Actions that it returns.
//
//   client                                            server
//   {"type":"start","sample_rate":16000,
//    "encoding":"f32le","options":{…}}                {"type":"started","session":…,"model":…,
//                                                      "labels":[…],"sample_rate":16000}
//   binary: samples, split anywhere                   {"type":"utterance_start" | "emotion" |
//                                                      "utterance_end", …}
//   {"type":"end"}                                    the remaining events, then
//                                                     {"type":"ended","duration":seconds}, close
//                                                     1000
//   anything else, at any time                        {"type":"error","code":word,"message":…},
//                                                     close
//
// Encoding (default f32le) and options (with their defaults) may be left out. A sample may be
// split between two binary messages; an incomplete sample before "end" is dropped. After the server
// has closed, it answers nothing.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "command/sample_encoding.h"
#include "emovox/fields.h"
#include "emovox/listener.h"
#include "server/refusal.h"

namespace emovox::server {

using command::SampleEncoding;

/// Limits of a "start" message. Values beyond them could make one stream cost as much as many.
constexpr int kLowestRate = 8000;           // Hz
constexpr int kHighestRate = 192000;        // Hz, the most that sound cards deliver
constexpr double kShortestHop = 0.1;        // seconds
constexpr double kMostOverlap = 12.0;       // windows that contain one sample; the default is 6
constexpr std::size_t kLongestText = 8192;  // bytes of a text message
constexpr int kDeepestText = 8;             // nested objects and arrays in a text message

struct StreamStart {
  int sample_rate = 0;  // Hz
  SampleEncoding encoding = SampleEncoding::f32le;
  ListenOptions options;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("sample_rate", self.sample_rate,
          {"Sample rate in Hz", Range::from(kLowestRate).to(kHighestRate), "Hz"});
    visit("encoding", self.encoding, "Encoding of the samples in binary messages");
    visit("options", self.options,
          "Options of voice activity detection and of the windows that are predicted");
  }
};

struct StreamEnd {};

using ClientMessage = std::variant<StreamStart, StreamEnd, Refusal>;

/// Parses {"type": "start", …} or {"type": "end"}. A refusal is malformed, too_large, or
/// invalid_argument for a field that is unknown, has another type or is out of range.
ClientMessage parse_client_message(std::string_view text);

/// The data about the server that the protocol sends to the client.
struct StreamInfo {
  std::string session;  // names the stream in logs
  std::string model;
  std::vector<std::string> labels;
  double max_audio = 3600.0;  // seconds
};

struct CloseFrame {
  std::uint16_t code = 1000;
  std::string_view reason = "ended";  // or the word of a refusal
  bool refused = false;
};

/// The work that the owner must do, in this order.
struct Actions {
  std::optional<StreamStart> open;    // open a stream; if that fails, call refuse() and drop these
  std::vector<float> samples;         // push to the stream
  bool end = false;                   // end the stream; call event() for its events, then finish()
  std::vector<std::string> messages;  // send as text messages
  std::optional<CloseFrame> close;    // send it, and drop the stream if one is open
};

enum class StreamState {
  awaiting_start,
  streaming,  // samples arrive
  ending,     // the last sample has arrived; its events have not been sent
  closed
};

/// Not safe for use by two threads at once. Throws nothing but std::bad_alloc.
class StreamProtocol {
 public:
  explicit StreamProtocol(StreamInfo info) : info_(std::move(info)) {}

  /// A message from the client.
  Actions text(std::string_view message);
  Actions binary(std::span<const std::byte> message);

  /// An event of the stream.
  Actions event(const VoiceEvent& event);
  /// The stream has no more events.
  Actions finish();

  /// The server ends the stream with an error.
  Actions refuse(const Refusal& refusal);
  /// The server shuts down: the stream ends as if the client had sent "end", and the close frame
  /// says that the server is stopping.
  Actions stop();

  StreamState state() const noexcept { return state_; }
  double seconds() const noexcept;  // of audio received

 private:
  Actions begin(const StreamStart& start);
  Actions end();
  Actions receive(std::vector<float> samples);

  StreamInfo info_;
  StreamState state_ = StreamState::awaiting_start;
  SampleEncoding encoding_ = SampleEncoding::f32le;
  int sample_rate_ = 0;  // Hz
  std::size_t samples_ = 0;
  std::vector<std::byte> partial_sample_;  // first bytes of a sample whose rest has not arrived
  bool stopping_ = false;
  // stop() has ended the stream, and the client may have sent samples and "end" before it knew.
  bool client_may_not_know_ = false;
};

}  // namespace emovox::server
