#include "server/stream_protocol.h"

#include <gmock/gmock.h>

#include <array>
#include <bit>
#include <limits>
#include <nlohmann/json.hpp>

#include "command/prediction_json.h"

namespace emovox::server {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kStartText[] = R"({"type":"start","sample_rate":16000})";
constexpr char kEnd[] = R"({"type":"end"})";

StreamProtocol new_protocol(double max_audio = 3600.0) {
  return StreamProtocol(
      {.session = "s", .model = "m", .labels = {"calm", "cross"}, .max_audio = max_audio});
}

std::vector<std::byte> bytes_of(const std::vector<float>& samples) {
  std::vector<std::byte> bytes;
  for (const float sample : samples) {
    const auto bits = std::bit_cast<std::uint32_t>(sample);
    for (int shift = 0; shift < 32; shift += 8) bytes.push_back(std::byte(bits >> shift & 0xFF));
  }
  return bytes;
}

VoiceEvent event() {
  VoiceEvent event;
  event.kind = VoiceEventKind::emotion;
  event.utterance = 1;
  event.start = 0.5;
  event.end = 1.5;
  event.prediction.state = PredictionState::ok;
  event.prediction.label = "calm";
  event.prediction.confidence = 0.75F;
  event.prediction.probabilities = {0.75F, 0.25F};
  return event;
}

/// A protocol in a given state.
StreamProtocol in(StreamState state) {
  StreamProtocol protocol = new_protocol();
  if (state != StreamState::awaiting_start) protocol.text(kStartText);
  if (state == StreamState::ending) protocol.text(kEnd);
  if (state == StreamState::closed) protocol.refuse({});
  EXPECT_EQ(protocol.state(), state);
  return protocol;
}

/// The actions as a short text: "open started", "error busy 1013".
std::string described(const Actions& actions) {
  std::string words;
  const auto add = [&](const std::string& word) { words += (words.empty() ? "" : " ") + word; };
  if (actions.open) add("open");
  if (!actions.samples.empty()) add("samples");
  if (actions.end) add("end");
  for (const std::string& text : actions.messages) {
    const json message = json::parse(text);
    add(message.at("type"));
    if (message.at("type") == "error") add(message.at("code"));
  }
  if (actions.close) add(std::to_string(actions.close->code));
  return words;
}

struct Row {
  std::string name;
  std::function<Actions(StreamProtocol&)> say;
  std::array<std::string, 4> answers;  // waiting, speaking, ending, closed
};

const std::vector<Row>& rows() {
  static const std::string malformed = "error malformed 1002";
  static const std::string disorder = "error out_of_order 1002";
  static const std::string invalid = "error invalid_argument 1008";
  const auto text = [](const char* message) {
    return [message](StreamProtocol& protocol) { return protocol.text(message); };
  };
  static const std::vector<Row> all{
      {"start", text(kStartText), {"open started", disorder, disorder, ""}},
      {"end", text(kEnd), {disorder, "end", disorder, ""}},
      {"samples",
       [](StreamProtocol& protocol) { return protocol.binary(bytes_of({0.5F})); },
       {disorder, "samples", disorder, ""}},
      {"no samples",
       [](StreamProtocol& protocol) { return protocol.binary({}); },
       {disorder, "", disorder, ""}},
      {"not finite",
       [](StreamProtocol& protocol) {
         return protocol.binary(bytes_of({std::numeric_limits<float>::infinity()}));
       },
       {disorder, invalid, disorder, ""}},
      {"bad start", text(R"({"type":"start"})"), {invalid, invalid, invalid, ""}},
      {"ping", text(R"({"type":"ping"})"), {malformed, malformed, malformed, ""}},
      {"not JSON", text("hello"), {malformed, malformed, malformed, ""}},
      {"empty", text(""), {malformed, malformed, malformed, ""}},
      {"event",
       [](StreamProtocol& protocol) { return protocol.event(event()); },
       {"", "emotion", "emotion", ""}},
      {"finish",
       [](StreamProtocol& protocol) { return protocol.finish(); },
       {"", "", "ended 1000", ""}},
      {"refuse",
       [](StreamProtocol& protocol) {
         return protocol.refuse({RefusalCode::busy, "no"});
       },
       {"error busy 1013", "error busy 1013", "error busy 1013", ""}},
      {"stop",
       [](StreamProtocol& protocol) { return protocol.stop(); },
       {"error stopping 1012", "end", "", ""}}};
  return all;
}

TEST(Protocol, EveryMessageInEveryStateHasTheExpectedResponse) {
  for (const Row& row : rows()) {
    for (std::size_t s = 0; s < row.answers.size(); ++s) {
      StreamProtocol protocol = in(static_cast<StreamState>(s));
      EXPECT_EQ(described(row.say(protocol)), row.answers[s]) << row.name << " in state " << s;
    }
  }
}

TEST(Protocol, NothingFollowsAClose) {
  for (const Row& row : rows()) {
    for (std::size_t s = 0; s < row.answers.size(); ++s) {
      StreamProtocol protocol = in(static_cast<StreamState>(s));
      const bool closes = row.say(protocol).close.has_value();
      EXPECT_EQ(protocol.state() == StreamState::closed,
                closes || static_cast<StreamState>(s) == StreamState::closed)
          << row.name << " in state " << s;
      if (!closes) continue;
      for (const Row& next : rows()) EXPECT_EQ(described(next.say(protocol)), "") << next.name;
    }
  }
}

TEST(Protocol, StartedDescribesTheStream) {
  StreamProtocol protocol = new_protocol();
  const Actions actions = protocol.text(kStartText);
  EXPECT_THAT(actions.messages, ElementsAre(R"({"type":"started","session":"s","model":"m",)"
                                            R"("labels":["calm","cross"],"sample_rate":16000})"));
  ASSERT_TRUE(actions.open);
  EXPECT_EQ(actions.open->sample_rate, 16000);
  EXPECT_EQ(actions.open->encoding, SampleEncoding::f32le);
  EXPECT_EQ(actions.open->options, ListenOptions());
}

TEST(Protocol, StartAcceptsEncodingAndEveryOption) {
  const json options{{"window", 2.0},   {"hop", 0.25},     {"first", 0.5},
                     {"threshold", 6},  {"shortest", 0.3}, {"longest", 20.0},
                     {"hangover", 0.7}, {"lead_in", 0.1},  {"lead_out", 0.15}};
  std::size_t fields = 0;
  const ListenOptions defaults;
  ListenOptions::visit_fields(defaults, [&](auto, auto, const FieldInfo&) { ++fields; });
  ASSERT_EQ(options.size(), fields);
  StreamProtocol protocol = new_protocol();
  const Actions actions = protocol.text(json{
      {"type", "start"},
      {"sample_rate", 44100},
      {"encoding", "s16le"},
      {"options", options}}.dump());
  ASSERT_TRUE(actions.open);
  EXPECT_EQ(actions.open->sample_rate, 44100);
  EXPECT_EQ(actions.open->encoding, SampleEncoding::s16le);
  ListenOptions::visit_fields(actions.open->options,
                              [&](std::string_view name, double value, const FieldInfo&) {
                                EXPECT_EQ(options.at(std::string(name)), value) << name;
                              });
}

// Clients of the first version call the hangover "pause".
TEST(Protocol, StartAcceptsPauseForHangover) {
  StreamProtocol protocol = new_protocol();
  const Actions actions =
      protocol.text(R"({"type":"start","sample_rate":16000,"options":{"pause":0.7}})");
  ASSERT_TRUE(actions.open);
  EXPECT_EQ(actions.open->options.hangover, 0.7);
}

struct Refused {
  std::string text;
  RefusalCode code;
  std::string words;
};

TEST(Protocol, InvalidMessagesAreRefusedByName) {
  using enum RefusalCode;
  const std::string start = R"({"type":"start","sample_rate":16000)";
  const std::string deep(100, '[');
  const Refused refused[] = {
      {"[]", malformed, "no type"},
      {"null", malformed, "no type"},
      {R"({"type":3})", malformed, "no type"},
      {R"({"type":"start"} {})", malformed, "not JSON"},
      {"\xFF\xFE", malformed, "not JSON"},
      {"{\"type\":\"\xC3(\"}", malformed, "not JSON"},
      {R"({"type":"start","sample_rate":1e999})", malformed, "not JSON"},
      {R"({"type":"start","options":)" + deep, malformed, "nested"},
      {"{\"type\":\"" + std::string(9000, 'x') + "\"}", too_large, "8192"},
      {R"({"type":"end","now":true})", invalid_argument, "end"},
      {R"({"type":"start"})", invalid_argument, "sample_rate: is missing"},
      {R"({"type":"start","sample_rate":"16000"})", invalid_argument, "sample_rate: is \"16000\""},
      {R"({"type":"start","sample_rate":")" + std::string(1000, 'x') + R"("})", invalid_argument,
       "xxx..."},
      {R"({"type":"start","sample_rate":16000.5})", invalid_argument, "whole number"},
      {R"({"type":"start","sample_rate":7999})", invalid_argument, "8000 to 192000"},
      {R"({"type":"start","sample_rate":192001})", invalid_argument, "192000"},
      {R"({"type":"start","sample_rate":18446744073709551615})", invalid_argument, "whole number"},
      {start + R"(,"rate":1})", invalid_argument, "sample_rate, encoding, options"},
      {start + R"(,"encoding":"mp3"})", invalid_argument, "f32le, s16le"},
      {start + R"(,"encoding":1})", invalid_argument, "f32le, s16le"},
      {start + R"(,"options":[]})", invalid_argument, "start.options: is a list"},
      {start + R"(,"options":{"hops":1}})", invalid_argument, "window, hop, first"},
      {start + R"(,"options":{"hop":true}})", invalid_argument, "start.options.hop: is true"},
      {start + R"(,"options":{"window":31}})", invalid_argument, "start.options.window"},
      {start + R"(,"options":{"window":0.5,"hop":0.09}})", invalid_argument, "at least 0.1"},
      {start + R"(,"options":{"window":30,"hop":2.4}})", invalid_argument, "at least 2.5"},
  };
  for (const Refused& one : refused) {
    StreamProtocol protocol = new_protocol();
    const Actions actions = protocol.text(one.text);
    ASSERT_TRUE(actions.close) << one.text;
    EXPECT_EQ(actions.close->code, kind_of(one.code).close_code) << one.text;
    ASSERT_THAT(actions.messages, testing::SizeIs(1));
    const json message = json::parse(actions.messages[0]);
    EXPECT_EQ(message.at("type"), "error");
    EXPECT_EQ(message.at("code"), kind_of(one.code).word) << one.text;
    EXPECT_THAT(message.at("message"), HasSubstr(one.words));
  }
}

TEST(Protocol, SamplesMayBeSplitAnywhere) {
  const std::vector<float> samples{0.25F, -1.0F, 3.5F, 1e-20F};
  const std::vector<std::byte> bytes = bytes_of(samples);
  for (std::size_t piece = 1; piece <= bytes.size(); ++piece) {
    StreamProtocol protocol = in(StreamState::streaming);
    std::vector<float> received;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
      const auto rest = std::span(bytes).subspan(at);
      const Actions actions = protocol.binary(rest.first(std::min(piece, rest.size())));
      received.insert(received.end(), actions.samples.begin(), actions.samples.end());
    }
    EXPECT_EQ(received, samples) << piece;
    EXPECT_EQ(protocol.seconds(), 4.0 / 16000);
  }
}

TEST(Protocol, SixteenBitSamplesAreDividedBy32768) {
  StreamProtocol protocol = new_protocol();
  protocol.text(R"({"type":"start","sample_rate":8000,"encoding":"s16le"})");
  const std::array<unsigned char, 7> bytes{0x00, 0x80, 0xFF, 0x7F, 0x01, 0x00, 0x02};
  const Actions actions = protocol.binary(std::as_bytes(std::span(bytes)));
  EXPECT_THAT(actions.samples, ElementsAre(-1.0F, 32767.0F / 32768.0F, 1.0F / 32768.0F));
  EXPECT_THAT(described(protocol.text(kEnd)), "end") << "half a sample is none";
  EXPECT_EQ(json::parse(protocol.finish().messages.at(0)).at("duration"), 3.0 / 8000);
}

TEST(Protocol, TheLengthOfAStreamIsLimited) {
  StreamProtocol protocol = new_protocol(2.0 / 16000);
  protocol.text(kStartText);
  EXPECT_THAT(protocol.binary(bytes_of({0.0F, 0.0F})).messages, IsEmpty());
  EXPECT_EQ(described(protocol.binary(bytes_of({0.0F}))), "error too_long 1009");
}

TEST(Protocol, EventsEqualThoseOfTheCommand) {
  StreamProtocol protocol = in(StreamState::streaming);
  EXPECT_THAT(protocol.event(event()).messages,
              ElementsAre(command::to_json(event(), {"calm", "cross"}).dump()));
}

TEST(Protocol, AStoppingServerSendsTheLastEventsAndTheReason) {
  StreamProtocol protocol = in(StreamState::streaming);
  EXPECT_EQ(described(protocol.stop()), "end");
  EXPECT_EQ(described(protocol.binary(bytes_of({0.5F}))), "") << "was on its way";
  EXPECT_EQ(described(protocol.text(kEnd)), "") << "was on its way";
  EXPECT_EQ(described(protocol.event(event())), "emotion");
  const Actions last = protocol.finish();
  EXPECT_EQ(described(last), "ended 1012");
  EXPECT_FALSE(last.close->refused);
}

TEST(Protocol, AClientThatEndedBeforeTheServerStoppedClosesAsUsual) {
  StreamProtocol protocol = in(StreamState::ending);
  protocol.stop();
  EXPECT_EQ(described(protocol.finish()), "ended 1000");
}

TEST(Protocol, SamplesAfterAnEndAreRefusedDespiteAStop) {
  StreamProtocol protocol = in(StreamState::streaming);
  protocol.stop();
  protocol.text(kEnd);
  EXPECT_EQ(described(protocol.binary(bytes_of({0.5F}))), "error out_of_order 1002");
}

}  // namespace
}  // namespace emovox::server
