// emovox predict: every format gives the library's numbers.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command/model_place.h"
#include "emovox/stream.h"
#include "text/csv.h"

namespace emovox::testing {
namespace {

using nlohmann::json;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class Predict : public WithModel {
 protected:
  json one(const std::vector<std::string>& arguments, const Streams& streams = {}) {
    const Outcome run = predict(arguments, streams);
    EXPECT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(run.err, "");
    const json parsed = json::parse(run.out);
    return parsed.is_array() ? parsed.at(0) : parsed;
  }

  void expect_same(const json& object, const Prediction& prediction) {
    EXPECT_EQ(object.at("state"), to_name(prediction.state));
    EXPECT_DOUBLE_EQ(object.at("start"), prediction.start);
    EXPECT_DOUBLE_EQ(object.at("end"), prediction.end);
    if (prediction.state != PredictionState::ok) return;
    EXPECT_EQ(object.at("label"), prediction.label);
    EXPECT_EQ(object.at("confidence").get<float>(), prediction.confidence);
    EXPECT_EQ(object.at("uncertain"), prediction.uncertain);
    ASSERT_EQ(object.at("probabilities").size(), prediction.probabilities.size());
    for (std::size_t i = 0; i < prediction.probabilities.size(); ++i) {
      const float p = object.at("probabilities").at(model_->labels()[i]).get<float>();
      EXPECT_EQ(p, prediction.probabilities[i]) << model_->labels()[i];
    }
  }
};

TEST_F(Predict, JsonHasTheLibrarysNumbers) {
  const Audio audio = voice("a.wav", 1.5, 1);
  const json object = one({"a.wav", "--format", "json"});
  EXPECT_EQ(object.at("file"), "a.wav");
  EXPECT_FALSE(object.contains("segments"));
  EXPECT_FALSE(object.contains("attention"));
  expect_same(object, model_->predict(audio));
}

TEST_F(Predict, AttentionIsPrintedOnRequest) {
  const Audio audio = voice("a.wav", 1.5, 1);
  const json object = one({"a.wav", "--format", "jsonl", "--attention"});
  EXPECT_EQ(object.at("attention").get<std::vector<float>>(), model_->predict(audio).attention);
  EXPECT_EQ(predict({"a.wav", "--attention"}).status, 2);
}

TEST_F(Predict, StandardInputGivesTheSameAsAFile) {
  voice("a.wav", 1.5, 1);
  json file = one({"a.wav", "--format", "json"});
  json input =
      one({"-", "--format", "json"}, {.in = place_.path("a.wav"), .out = {}, .closed_pipe = false});
  EXPECT_EQ(input.at("file"), "-");
  file.erase("file");
  input.erase("file");
  EXPECT_EQ(file, input);
}

TEST_F(Predict, FoldersAndListsArePredictedInOrder) {
  for (const char* name : {"f/b.wav", "f/deep/c.WAV", "f/a.wav", "z.wav"}) voice(name, 0.5, 1);
  place_.write("f/notes.txt", "no audio");
  place_.write("list.txt", "z.wav\r\n\nf\n");
  const Outcome run = predict({"@list.txt", "z.wav", "--format", "jsonl"});
  EXPECT_EQ(run.status, 0) << run.err;
  std::vector<std::string> files;
  for (const auto& line : lines_of(run.out)) files.push_back(json::parse(line).at("file"));
  EXPECT_THAT(files, ElementsAre("z.wav", "f/a.wav", "f/b.wav", "f/deep/c.WAV", "z.wav"));
}

TEST_F(Predict, AnyNumberOfJobsGivesTheSameOutput) {
  for (int i = 0; i < 9; ++i) {
    const std::string name = "f/" + std::to_string(i) + ".wav";
    voice(name, 3.0 - 0.3 * i, static_cast<std::uint64_t>(i));  // later ones finish sooner
  }
  place_.write("f/3.wav", "no audio");
  place_.write("f/7.wav", "");
  for (const std::string format : {"table", "json", "jsonl", "csv"}) {
    const auto run = [&](const std::string& jobs) {
      return predict({"f", "absent.wav", "--segments", "--format", format, "--jobs", jobs});
    };
    const Outcome one = run("1");
    EXPECT_EQ(one.status, 4);
    EXPECT_EQ(lines_of(one.err).size(), 3u) << one.err;
    for (const std::string jobs : {"2", "4", "0"}) {
      const Outcome many = run(jobs);
      EXPECT_EQ(many.status, one.status);
      EXPECT_EQ(many.out, one.out);
      EXPECT_EQ(many.err, one.err);
    }
  }
  EXPECT_EQ(predict({"f", "--jobs", "-1"}).status, 2);
}

TEST_F(Predict, AClosedPipeEndsAllJobs) {
  for (int i = 0; i < 20; ++i) voice("f/" + std::to_string(i) + ".wav", 0.5, 1);
  EXPECT_EQ(
      predict({"f", "--format", "jsonl", "--jobs", "4"}, {.in = {}, .out = {}, .closed_pipe = true})
          .status,
      3);
}

TEST_F(Predict, SegmentsEqualThoseOfAStream) {
  const Audio audio = voice("a.wav", 4.2, 1);
  const json object =
      one({"a.wav", "--format", "json", "--segments", "--window", "2", "--hop", "0.7"});
  Stream stream = model_->open_stream(16000, {.window = 2.0, .hop = 0.7});
  stream.push(audio.samples);
  std::vector<Prediction> expected;
  while (auto window = stream.poll()) expected.push_back(*window);
  if (auto rest = stream.finish()) expected.push_back(*rest);
  ASSERT_EQ(object.at("segments").size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    expect_same(object.at("segments").at(i), expected[i]);
  }
  expect_same(object, model_->predict(audio));
}

TEST_F(Predict, ALongRecordingGetsThePredictionOfTheLibrary) {
  const Audio audio = voice("long.wav", kLongestUtterance + 2.5, 3);
  const Prediction expected = model_->predict(audio);
  expect_same(one({"long.wav", "--format", "json"}), expected);
  expect_same(one({"long.wav", "--format", "json", "--segments", "--hop", "3"}), expected);
}

TEST_F(Predict, EveryFormatHasTheSameNumbers) {
  voice("a.wav", 3.5, 1);
  const json object = one({"a.wav", "--format", "json", "--segments"});
  EXPECT_EQ(one({"a.wav", "--format", "jsonl", "--segments"}), object);

  const auto csv = text::parse_csv(predict({"a.wav", "--format", "csv", "--segments"}).out, "out");
  ASSERT_EQ(csv.rows.size(), 1 + object.at("segments").size());
  for (std::size_t r = 0; r < csv.rows.size(); ++r) {
    const json& part = r == 0 ? object : object.at("segments").at(r - 1);
    const auto& cells = csv.rows[r].cells;
    EXPECT_EQ(cells[csv.column("part")], r == 0 ? "whole" : "segment");
    EXPECT_EQ(cells[csv.column("label")], part.at("label"));
    EXPECT_EQ(std::stod(cells[csv.column("start")]), part.at("start"));
    for (const auto& [label, p] : part.at("probabilities").items()) {
      EXPECT_EQ(std::stof(cells[csv.column("p_" + label)]), p.get<float>());
    }
  }

  const auto table = lines_of(predict({"a.wav", "--segments"}).out);
  ASSERT_EQ(table.size(), 1 + csv.rows.size());
  for (std::size_t r = 0; r < csv.rows.size(); ++r) {
    const json& part = r == 0 ? object : object.at("segments").at(r - 1);
    EXPECT_THAT(table[r + 1], HasSubstr(part.at("label").get<std::string>()));
    for (const auto& [label, p] : part.at("probabilities").items()) {
      EXPECT_THAT(table[r + 1], HasSubstr(std::to_string(std::lround(100 * p.get<double>()))));
    }
  }
}

TEST_F(Predict, TheTableHasNoColourWithoutATerminal) {
  voice("a.wav", 0.5, 1);
  const Outcome run = predict({"a.wav"});
  EXPECT_THAT(run.out, StartsWith("file"));
  EXPECT_THAT(run.out, Not(HasSubstr("\x1b")));
}

TEST_F(Predict, SilentAndShortAreStatesNotEmotions) {
  place_.write("silent.wav", wav_float(std::vector<float>(16000, 0.0f)));
  place_.write("short.wav", wav_float(std::vector<float>(160, 0.5f)));
  for (const auto& [name, state] : {std::pair{"silent", "silent"}, {"short", "too_short"}}) {
    const json object = one({std::string(name) + ".wav", "--format", "json"});
    EXPECT_EQ(object.at("state"), state);
    EXPECT_TRUE(object.at("label").is_null());
    EXPECT_TRUE(object.at("confidence").is_null());
    EXPECT_THAT(object.at("probabilities"), IsEmpty());
  }
  EXPECT_THAT(predict({"silent.wav"}).out, HasSubstr("(silent)"));
  EXPECT_THAT(predict({"short.wav", "--format", "csv"}).out, HasSubstr("short.wav,too_short,,,"));
}

TEST_F(Predict, MarksUncertainPredictions) {
  const Audio audio = voice("a.wav", 1.5, 1);
  const std::string label = model_->predict(audio).label;
  EXPECT_EQ(one({"a.wav", "--format", "json"}).at("uncertain"), false);
  EXPECT_EQ(one({"a.wav", "--format", "json", "--abstain-below", "1"}).at("uncertain"), true);
  EXPECT_THAT(predict({"a.wav"}).out, Not(HasSubstr("?")));
  EXPECT_THAT(predict({"a.wav", "--abstain-below", "1"}).out, HasSubstr(label + "?"));
  const json windows =
      one({"a.wav", "--format", "json", "--segments", "--window", "1", "--abstain-below", "1"});
  EXPECT_EQ(windows.at("segments").at(0).at("uncertain"), true);

  file_.info.abstain_below = 1.0;
  write_model("careful.safetensors", file_);
  const auto by_default = [&](const std::vector<std::string>& more) {
    std::vector<std::string> arguments{"predict",  "a.wav", "--model", "careful.safetensors",
                                       "--format", "csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const auto csv = text::parse_csv(place_.run(arguments).out, "out");
    return csv.rows.at(0).cells[csv.column("uncertain")];
  };
  EXPECT_EQ(by_default({}), "true");
  EXPECT_EQ(by_default({"--abstain-below", "0"}), "false");
  EXPECT_EQ(predict({"a.wav", "--abstain-below", "1.5"}).status, 2);
  EXPECT_EQ(predict({"a.wav", "--abstain-below", "never"}).status, 2);
}

TEST_F(Predict, PredictsTheChosenChannel) {
  const Audio left = model::random_voice(1.0, 16000, 1), right = model::random_voice(1.0, 16000, 2);
  std::vector<float> both;
  for (std::size_t i = 0; i < left.samples.size(); ++i) {
    both.push_back(left.samples[i]);
    both.push_back(right.samples[i]);
  }
  place_.write("stereo.wav", wav_float(both, 16000, 2));
  expect_same(one({"stereo.wav", "--format", "json", "--channel", "2"}), model_->predict(right));
  expect_same(one({"stereo.wav", "--format", "json", "--channel", "first"}), model_->predict(left));
  EXPECT_EQ(predict({"stereo.wav", "--channel", "3"}).status, 2);
}

TEST_F(Predict, AcceptsFileNamesThatAreNotUtf8) {
  voice("a\xff.wav", 0.5, 1);
  EXPECT_THAT(one({"a\xff.wav", "--format", "json"}).at("file"), "a\xEF\xBF\xBD.wav");
  EXPECT_THAT(predict({"a\xff.wav"}).out, HasSubstr("a?.wav"));
}

}  // namespace
}  // namespace emovox::testing
