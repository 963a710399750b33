// emovox listen: events of every input are the library's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>

#include "command/model_place.h"
#include "emovox/listener.h"
#include "vad/noises.h"

namespace emovox::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

class Listen : public WithModel {
 protected:
  Listen() {
    vad::append(sound_, vad::syllables(2.5, -25.0, 1));
    vad::append(sound_, vad::silence(1.0));
    for (float& sample : sound_) sample = std::round(sample * 32768.0F) / 32768.0F;  // fits s16le
  }

  Outcome listen(std::vector<std::string> arguments, const Streams& streams = {}) {
    arguments.insert(arguments.begin(), {"listen", "--model", "model.safetensors"});
    return place_.run(arguments, streams);
  }

  std::vector<json> events_of(const Outcome& run) {
    EXPECT_EQ(run.status, 0) << run.err;
    std::vector<json> events;
    for (const auto& line : lines_of(run.out)) events.push_back(json::parse(line));
    return events;
  }

  /// Samples on standard input.
  Outcome listen_to(const std::string& bytes, std::vector<std::string> arguments) {
    place_.write("raw", bytes);
    arguments.insert(arguments.begin(), "-");
    return listen(arguments, {.in = place_.path("raw"), .out = {}, .closed_pipe = false});
  }

  std::string f32le() const {
    std::string bytes(sound_.size() * 4, '\0');
    std::memcpy(bytes.data(), sound_.data(), bytes.size());
    return bytes;
  }

  std::string s16le() const {
    std::string bytes;
    for (const float sample : sound_) {
      const auto value = static_cast<std::int16_t>(std::lround(sample * 32768.0F));
      bytes.append(reinterpret_cast<const char*>(&value), 2);
    }
    return bytes;
  }

  vad::Sound sound_ = vad::silence(1.0);
};

TEST_F(Listen, JsonLinesEqualTheEventsOfTheLibrary) {
  place_.write("a.wav", wav_float(sound_));
  const auto lines = events_of(listen({"a.wav", "--format", "jsonl", "--hop", "0.7"}));
  Listener listener = model_->open_listener(16000, {.hop = 0.7});
  listener.push(sound_);
  EXPECT_EQ(lines.front(), json({{"type", "started"},
                                 {"model", "random"},
                                 {"labels", model_->labels()},
                                 {"sample_rate", 16000}}));
  EXPECT_EQ(lines.back(), json({{"type", "ended"}, {"duration", 4.5}}));
  std::size_t n = 1;
  while (const auto event = listener.finish()) {
    const json& line = lines.at(n++);
    EXPECT_EQ(line.at("type"), to_name(event->kind));
    EXPECT_EQ(line.at("utterance"), 1);
    EXPECT_EQ(line.at("start"), event->start);
    if (event->kind == VoiceEventKind::utterance_start) continue;
    EXPECT_EQ(line.at("end"), event->end);
    const bool whole = event->kind == VoiceEventKind::utterance_end;
    const json& said = whole ? line.at("prediction") : line;
    EXPECT_EQ(said.at("label"), event->prediction.label);
    EXPECT_EQ(said.at("end"), event->end);
    EXPECT_EQ(said.at("attention").get<std::vector<float>>(), event->prediction.attention);
    for (std::size_t i = 0; i < model_->labels().size(); ++i) {
      EXPECT_EQ(said.at("probabilities").at(model_->labels()[i]).get<float>(),
                event->prediction.probabilities[i]);
    }
  }
  EXPECT_EQ(n + 1, lines.size());
  EXPECT_GE(n, 5U);
}

TEST_F(Listen, StandardInputGivesTheSameEventsAsAFile) {
  place_.write("a.wav", wav_float(sound_));
  const std::string expected = listen({"a.wav", "--format", "jsonl"}).out;
  EXPECT_THAT(expected, HasSubstr("utterance_end"));
  EXPECT_EQ(listen_to(s16le(), {"--format", "jsonl"}).out, expected);
  EXPECT_EQ(listen_to(f32le(), {"--format", "jsonl", "--encoding", "f32le"}).out, expected);
  const auto slower = events_of(listen_to(s16le(), {"--format", "jsonl", "--rate", "8000"}));
  EXPECT_EQ(slower.front().at("sample_rate"), 8000);
  EXPECT_EQ(slower.back().at("duration"), 9.0);
}

TEST_F(Listen, PlainLinesShowTheEvents) {
  place_.write("a.wav", wav_float(sound_));
  const Outcome run = listen({"a.wav"});
  EXPECT_THAT(run.out, HasSubstr("somebody speaks\n"));
  EXPECT_THAT(run.out, HasSubstr("  whole   "));
  EXPECT_THAT(run.out, Not(HasSubstr("\x1b")));
  EXPECT_EQ(run.err, "");
}

TEST_F(Listen, SilenceGivesNoUtterance) {
  sound_ = vad::silence(5.0);
  EXPECT_EQ(listen_to(s16le(), {}).out, "no speech in 0:05.0\n");
  EXPECT_EQ(events_of(listen_to(s16le(), {"--format", "jsonl"})).size(), 2U);
  EXPECT_EQ(listen_to("", {}).out, "no speech in 0:00.0\n");
}

TEST_F(Listen, InvalidInputIsReported) {
  const Outcome odd = listen_to(s16le() + "x", {"--format", "jsonl"});
  EXPECT_EQ(odd.status, 3);
  EXPECT_THAT(odd.err, HasSubstr("standard input: ends within a sample; must be whole samples"));
  EXPECT_THAT(odd.out, HasSubstr("\"ended\""));
  sound_[100] = std::numeric_limits<float>::quiet_NaN();
  const Outcome not_finite = listen_to(f32le(), {"--encoding", "f32le"});
  EXPECT_EQ(not_finite.status, 3);
  EXPECT_THAT(not_finite.err, HasSubstr("standard input: "));
  EXPECT_EQ(listen({"missing.wav"}).status, 3);
}

TEST_F(Listen, RefusesFlagsThatDoNotFitTheInput) {
  const auto refusal = [&](const std::vector<std::string>& arguments) {
    const Outcome run = listen(arguments);
    EXPECT_EQ(run.status, 2);
    EXPECT_EQ(run.out, "");
    return run.err;
  };
  EXPECT_THAT(refusal({"a.wav", "--rate", "8000"}), HasSubstr("--rate: is given with a recording"));
  EXPECT_THAT(refusal({"--encoding", "f32le"}),
              HasSubstr("--encoding: is given with a microphone"));
  EXPECT_THAT(refusal({"-", "--channel", "1"}), HasSubstr("--channel: is given with -"));
  EXPECT_THAT(refusal({"-", "--device", "0"}), HasSubstr("--device: is given with an input"));
  EXPECT_THAT(refusal({"-", "--rate", "10"}), HasSubstr("--rate: 10 Hz; must be 1000 to 1000000"));
  EXPECT_THAT(refusal({"-", "--encoding", "mp3"}), HasSubstr("one of f32le, s16le"));
  EXPECT_THAT(refusal({"-", "--hangover", "0"}),
              HasSubstr("--hangover: '0' must be from 0.05 to 10 seconds"));
  EXPECT_THAT(refusal({"-", "--format", "csv"}), HasSubstr("one of text, jsonl"));
}

TEST_F(Listen, ReportsAMissingMicrophoneInOneLine) {
  const Outcome list = listen({"--devices"});
  if (list.status == 0) GTEST_SKIP() << "this machine has microphones:\n" << list.out;
  const Outcome run = listen({});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("emovox: microphone: "));
  EXPECT_EQ(lines_of(run.err).size(), 1U);
}

}  // namespace
}  // namespace emovox::testing
