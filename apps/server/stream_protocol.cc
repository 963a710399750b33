#include "server/stream_protocol.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <type_traits>

#include "command/prediction_json.h"
#include "emovox/error.h"
#include "text/fields.h"

namespace emovox::server {
namespace {

using Json = nlohmann::ordered_json;

// Text from the client may be part of a message: invalid UTF-8 is replaced.
std::string text_of(const Json& message) {
  return message.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// The complete samples of `partial` followed by `bytes`; the bytes that are left stay in `partial`.
std::vector<float> decode(std::vector<std::byte>& partial, std::span<const std::byte> bytes,
                          SampleEncoding encoding) {
  const std::size_t size = command::bytes_of(encoding);
  std::vector<float> samples((partial.size() + bytes.size()) / size);
  std::span<float> left(samples);
  if (!partial.empty() && !left.empty()) {
    const std::size_t missing = size - partial.size();
    partial.insert(partial.end(), bytes.begin(),
                   bytes.begin() + static_cast<std::ptrdiff_t>(missing));
    command::decode_samples(partial, encoding, left.first(1));
    partial.clear();
    bytes = bytes.subspan(missing);
    left = left.subspan(1);
  }
  command::decode_samples(bytes, encoding, left);
  bytes = bytes.subspan(left.size() * size);
  partial.insert(partial.end(), bytes.begin(), bytes.end());
  return samples;
}

[[noreturn]] void refuse_value(const std::string& where, const std::string& was,
                               const std::string& must_be) {
  throw Refused(RefusalCode::invalid_argument, where, was, "must be " + must_be);
}

[[noreturn]] void refuse_text(const std::string& was, const std::string& must_be) {
  throw Refused(RefusalCode::malformed, "message", was, "must be " + must_be);
}

// A JSON value from the client, shortened for an error message.
std::string described(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  constexpr std::size_t kMost = 60;
  const std::string text = value.dump(-1, ' ', true);  // ASCII: may be cut anywhere
  return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
}

Json parse_json(std::string_view text) {
  if (text.size() > kLongestText) {
    throw Refused(RefusalCode::too_large, "message",
                  "has " + std::to_string(text.size()) + " bytes",
                  "must be at most " + std::to_string(kLongestText));
  }
  const auto check_depth = [](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= kDeepestText) {
      refuse_text("is nested too deeply", "at most " + std::to_string(kDeepestText) + " levels");
    }
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), check_depth);
  } catch (const Json::exception&) {
    refuse_text("is not JSON", "an object in JSON, as UTF-8");
  }
}

void read(const Json& value, const std::string& name, int& field) {
  // The comparison uses double, because no integer of JSON overflows it.
  if (!value.is_number_integer() || std::abs(value.get<double>()) > kHighestRate) {
    refuse_value(name, "is " + described(value),
                 "a whole number of no more than " + std::to_string(kHighestRate));
  }
  field = value.get<int>();
}

void read(const Json& value, const std::string& name, double& field) {
  if (!value.is_number()) refuse_value(name, "is " + described(value), "a number");
  field = value.get<double>();
}

template <NamedEnum Enum>
void read(const Json& value, const std::string& name, Enum& field) {
  const auto known =
      value.is_string() ? from_name<Enum>(value.get_ref<const std::string&>()) : std::nullopt;
  if (!known) refuse_value(name, "is " + described(value), "one of " + name_list<Enum>());
  field = *known;
}

template <class Options>
std::string field_names() {
  std::string names;
  const Options options;
  Options::visit_fields(options, [&](std::string_view name, const auto&, const FieldInfo&) {
    names.append(names.empty() ? "" : ", ").append(name);
  });
  return names;
}

// Every key of the object must be a field of the options.
template <class Options>
requires std::is_class_v<Options>
void read(const Json& object, const std::string& where, Options& options) {
  if (!object.is_object()) refuse_value(where, "is " + described(object), "an object");
  for (const auto& entry : object.items()) {
    bool known = false;
    Options::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo& info) {
      if (name != entry.key() && info.former_name != entry.key()) return;
      known = true;
      read(entry.value(), where + '.' + entry.key(), field);
    });
    if (!known) {
      refuse_value(where, "has the field " + described(entry.key()),
                   "made of " + field_names<Options>());
    }
  }
}

void require_affordable(const ListenOptions& options) {
  const double shortest = std::max(kShortestHop, options.window / kMostOverlap);
  if (options.hop >= shortest) return;
  refuse_value("start.options.hop", "is " + std::to_string(options.hop),
               "at least " + std::to_string(shortest) + " seconds with this window");
}

StreamStart read_start(const Json& fields) {
  if (!fields.contains("sample_rate")) {
    refuse_value("start.sample_rate", "is missing", "given, in Hz");
  }
  StreamStart start;
  read(fields, "start", start);
  text::validate_fields(start, "start");
  validate(start.options);
  require_affordable(start.options);
  return start;
}

ClientMessage read_message(std::string_view text) {
  Json message = parse_json(text);
  const auto type = message.is_object() ? message.find("type") : message.end();
  if (!message.is_object() || type == message.end() || !type->is_string()) {
    refuse_text("has no type", R"(an object with a "type")");
  }
  const std::string name = type->get<std::string>();
  message.erase(type);
  if (name == "start") return read_start(message);
  if (name != "end") refuse_text("has the type " + described(name), R"("start" or "end")");
  if (!message.empty()) refuse_value("end", "has more fields than its type", "without");
  return StreamEnd{};
}

}  // namespace

ClientMessage parse_client_message(std::string_view text) {
  try {
    return read_message(text);
  } catch (const Refused& refused) {
    return refused.refusal();
  } catch (const Error& error) {
    return refusal_of(error);
  }
}

double StreamProtocol::seconds() const noexcept {
  return sample_rate_ > 0 ? static_cast<double>(samples_) / sample_rate_ : 0.0;
}

Actions StreamProtocol::text(std::string_view message) {
  if (state_ == StreamState::closed) return {};
  const ClientMessage parsed = parse_client_message(message);
  if (const auto* refusal = std::get_if<Refusal>(&parsed)) return refuse(*refusal);
  if (const auto* start = std::get_if<StreamStart>(&parsed)) return begin(*start);
  return end();
}

Actions StreamProtocol::begin(const StreamStart& start) {
  if (state_ != StreamState::awaiting_start) {
    return refuse({RefusalCode::out_of_order,
                   "start: was sent twice; must be sent once, as the first message"});
  }
  state_ = StreamState::streaming;
  encoding_ = start.encoding;
  sample_rate_ = start.sample_rate;
  const Json started{{"type", "started"},
                     {"session", info_.session},
                     {"model", info_.model},
                     {"labels", info_.labels},
                     {"sample_rate", sample_rate_}};
  Actions actions;
  actions.open = start;
  actions.messages.push_back(text_of(started));
  return actions;
}

Actions StreamProtocol::end() {
  if (state_ == StreamState::awaiting_start) {
    return refuse({RefusalCode::out_of_order, "end: was sent before start; must come after it"});
  }
  if (state_ == StreamState::ending) {
    if (std::exchange(client_may_not_know_, false)) return {};
    return refuse({RefusalCode::out_of_order, "end: was sent twice; must be sent once"});
  }
  state_ = StreamState::ending;
  Actions actions;
  actions.end = true;
  return actions;
}

Actions StreamProtocol::binary(std::span<const std::byte> message) {
  if (state_ == StreamState::closed) return {};
  if (state_ == StreamState::awaiting_start) {
    return refuse(
        {RefusalCode::out_of_order, "samples: were sent before start; must come after it"});
  }
  if (state_ == StreamState::ending) {
    if (client_may_not_know_) return {};
    return refuse({RefusalCode::out_of_order, "samples: were sent after end; must come before it"});
  }
  return receive(decode(partial_sample_, message, encoding_));
}

Actions StreamProtocol::receive(std::vector<float> samples) {
  for (std::size_t i = 0; i < samples.size(); ++i) {
    if (std::isfinite(samples[i])) continue;
    return refuse(
        {RefusalCode::invalid_argument,
         "samples: number " + std::to_string(samples_ + i) + " is not finite; must be finite"});
  }
  samples_ += samples.size();
  if (seconds() > info_.max_audio) {
    return refuse({RefusalCode::too_long, "stream: is too long; must last at most " +
                                              Json(info_.max_audio).dump() + " seconds"});
  }
  Actions actions;
  actions.samples = std::move(samples);
  return actions;
}

Actions StreamProtocol::event(const VoiceEvent& event) {
  Actions actions;
  if (state_ == StreamState::closed || state_ == StreamState::awaiting_start) return actions;
  actions.messages.push_back(text_of(command::to_json(event, info_.labels)));
  return actions;
}

Actions StreamProtocol::finish() {
  Actions actions;
  if (state_ != StreamState::ending) return actions;
  state_ = StreamState::closed;
  actions.messages.push_back(text_of({{"type", "ended"}, {"duration", seconds()}}));
  actions.close = CloseFrame{};
  if (stopping_) {
    const RefusalKind& kind = kind_of(RefusalCode::stopping);
    actions.close = CloseFrame{.code = kind.close_code, .reason = kind.word};
  }
  return actions;
}

Actions StreamProtocol::refuse(const Refusal& refusal) {
  Actions actions;
  if (state_ == StreamState::closed) return actions;
  state_ = StreamState::closed;
  const RefusalKind& kind = kind_of(refusal.code);
  actions.messages.push_back(
      text_of({{"type", "error"}, {"code", kind.word}, {"message", refusal.message}}));
  actions.close = CloseFrame{.code = kind.close_code, .reason = kind.word, .refused = true};
  return actions;
}

Actions StreamProtocol::stop() {
  if (state_ == StreamState::awaiting_start) {
    return refuse({RefusalCode::stopping, "server: is shutting down; must be asked again later"});
  }
  if (state_ != StreamState::streaming) return {};  // closed, or ending already
  Actions actions = end();
  stopping_ = client_may_not_know_ = true;
  return actions;
}

}  // namespace emovox::server
