#include "server/protocol.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "command/prediction_json.h"

namespace emovox::server {
namespace {

using Json = nlohmann::ordered_json;

// What a client wrote may stand in a message; whatever it is, the message is UTF-8.
std::string text_of(const Json& message) {
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// The whole samples of `cut` and `bytes` together; what is left over stays in `cut`.
std::vector<float> decode(std::vector<std::byte>& cut, std::span<const std::byte> bytes,
                          SampleEncoding encoding) {
  const std::size_t size = command::bytes_of(encoding);
  std::vector<float> samples((cut.size() + bytes.size()) / size);
  std::span<float> left(samples);
  if (!cut.empty() && !left.empty()) {
    const std::size_t missing = size - cut.size();
    cut.insert(cut.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(missing));
    command::decode_samples(cut, encoding, left.first(1));
    cut.clear();
    bytes = bytes.subspan(missing);
    left = left.subspan(1);
  }
  command::decode_samples(bytes, encoding, left);
  bytes = bytes.subspan(left.size() * size);
  cut.insert(cut.end(), bytes.begin(), bytes.end());
  return samples;
}

}  // namespace

double StreamProtocol::seconds() const noexcept {
  return sample_rate_ > 0 ? static_cast<double>(samples_) / sample_rate_ : 0.0;
}

Answer StreamProtocol::text(std::string_view message) {
  if (state_ == StreamState::closed) return {};
  const ClientMessage said = read_client_message(message);
  if (const auto* refusal = std::get_if<Refusal>(&said)) return refuse(*refusal);
  if (const auto* start = std::get_if<StreamStart>(&said)) return begin(*start);
  return end();
}

Answer StreamProtocol::begin(const StreamStart& start) {
  if (state_ != StreamState::waiting) {
    return refuse({RefusalCode::out_of_order, "start: came again; must come once, at first"});
  }
  state_ = StreamState::speaking;
  encoding_ = start.encoding;
  sample_rate_ = start.sample_rate;
  const Json started{{"type", "started"},
                     {"session", facts_.session},
                     {"model", facts_.model},
                     {"labels", facts_.labels},
                     {"sample_rate", sample_rate_}};
  Answer answer;
  answer.open = start;
  answer.messages.push_back(text_of(started));
  return answer;
}

Answer StreamProtocol::end() {
  if (state_ == StreamState::waiting) {
    return refuse({RefusalCode::out_of_order, "end: came before a start; must come after it"});
  }
  if (state_ == StreamState::ending) {
    if (std::exchange(crossing_, false)) return {};
    return refuse({RefusalCode::out_of_order, "end: came again; must come once"});
  }
  state_ = StreamState::ending;
  Answer answer;
  answer.end = true;
  return answer;
}

Answer StreamProtocol::binary(std::span<const std::byte> message) {
  if (state_ == StreamState::closed) return {};
  if (state_ == StreamState::waiting) {
    return refuse({RefusalCode::out_of_order, "samples: came before a start; must come after it"});
  }
  if (state_ == StreamState::ending) {
    if (crossing_) return {};
    return refuse({RefusalCode::out_of_order, "samples: came after the end; must come before it"});
  }
  return hear(decode(cut_, message, encoding_));
}

Answer StreamProtocol::hear(std::vector<float> samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (std::isfinite(samples[i])) continue;
    return refuse(
        {RefusalCode::invalid_argument,
         "samples: number " + std::to_string(samples_ + i) + " is not finite; must be finite"});
  }
  samples_ += samples.size();
  if (seconds() > facts_.max_audio) {
    return refuse({RefusalCode::too_long, "stream: is longer than it may be; must be at most " +
                                              Json(facts_.max_audio).dump() + " seconds"});
  }
  Answer answer;
  answer.samples = std::move(samples);
  return answer;
}

Answer StreamProtocol::tell(const VoiceEvent& event) {
  Answer answer;
  if (state_ == StreamState::closed || state_ == StreamState::waiting) return answer;
  answer.messages.push_back(text_of(command::to_json(event, facts_.labels)));
  return answer;
}

Answer StreamProtocol::finish() {
  Answer answer;
  if (state_ != StreamState::ending) return answer;
  state_ = StreamState::closed;
  answer.messages.push_back(text_of({{"type", "ended"}, {"duration", seconds()}}));
  answer.close = Closing{};
  if (stopping_) {
    const RefusalKind& kind = kind_of(RefusalCode::stopping);
    answer.close = Closing{.code = kind.close_code, .word = kind.word};
  }
  return answer;
}

Answer StreamProtocol::refuse(const Refusal& refusal) {
  Answer answer;
  if (state_ == StreamState::closed) return answer;
  state_ = StreamState::closed;
  const RefusalKind& kind = kind_of(refusal.code);
  answer.messages.push_back(
      text_of({{"type", "error"}, {"code", kind.word}, {"message", refusal.message}}));
  answer.close = Closing{.code = kind.close_code, .word = kind.word, .refused = true};
  return answer;
}

Answer StreamProtocol::stop() {
  if (state_ == StreamState::waiting) {
    return refuse({RefusalCode::stopping, "server: is about to stop; must be asked again later"});
  }
  if (state_ != StreamState::speaking) return {};  // it ends by itself
  Answer answer = end();
  stopping_ = crossing_ = true;
  return answer;
}

}  // namespace emovox::server
