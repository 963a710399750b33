// Wrong command lines and files: one line for each error, the exit status, and other inputs are
// processed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "command/model_place.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

class BadInput : public WithModel {
 protected:
  void expect_refused(const Outcome& run, int status, const std::string& named) {
    EXPECT_EQ(run.status, status) << run.err;
    EXPECT_THAT(lines_of(run.err), SizeIs(1)) << run.err;
    EXPECT_THAT(run.err, StartsWith("emovox: "));
    EXPECT_THAT(run.err, HasSubstr(named));
  }
  void expect_bad_file(const std::string& name) {
    expect_refused(predict({name}), 3, name);
    expect_refused(place_.run({"features", name, "-o", "out.npz"}), 3, name);
    EXPECT_FALSE(std::filesystem::exists(place_.path("out.npz")));
  }
};

TEST_F(BadInput, FilesThatAreNotRecordingsAreRefused) {
  place_.write("empty.wav", "");
  place_.write("text.wav", "Sehr geehrte Damen und Herren, dies ist kein Ton.\n");
  place_.write("header.wav", wav_header(1, 16000, 16, 1, 3200).substr(0, 30));
  place_.write("line\nbreak.wav", "x");
  for (const char* name : {"missing.wav", "empty.wav", "text.wav", "header.wav"}) {
    SCOPED_TRACE(name);
    expect_bad_file(name);
  }
  expect_refused(predict({"line\nbreak.wav"}), 3, "line?break.wav");
}

TEST_F(BadInput, SamplesThatAreNotFinite) {
  std::vector<float> samples(1600, 0.25f);
  samples[800] = std::numeric_limits<float>::quiet_NaN();
  place_.write("nan.wav", wav_float(samples));
  expect_bad_file("nan.wav");
}

TEST_F(BadInput, ARecordingWithoutSamplesIsTooShort) {
  place_.write("none.wav", wav_float({}));
  const Outcome run = predict({"none.wav", "--format", "csv"});
  EXPECT_THAT(run.status, ::testing::AnyOf(0, 3)) << run.err;
  EXPECT_THAT(lines_of(run.err), SizeIs(run.status == 0 ? 0 : 1));
}

TEST_F(BadInput, OneBadFileOfManyDoesNotStopTheRest) {
  voice("f/a.wav", 0.5, 1);
  place_.write("f/b.wav", "no audio");
  voice("f/c.wav", 0.5, 2);
  const Outcome run = predict({"f", "--format", "json"});
  expect_refused(run, 4, "f/b.wav");
  const auto array = nlohmann::json::parse(run.out);
  ASSERT_THAT(array, SizeIs(2));
  EXPECT_EQ(array[1].at("file"), "f/c.wav");
  const Outcome features = place_.run({"features", "f", "-o", "out"});
  expect_refused(features, 4, "f/b.wav");
  EXPECT_TRUE(std::filesystem::exists(place_.path("out/a.npz")));
  EXPECT_TRUE(std::filesystem::exists(place_.path("out/c.npz")));
}

TEST_F(BadInput, OnlyBadFilesAreADataError) {
  place_.write("f/a.wav", "no audio");
  place_.write("f/b.wav", "");
  const Outcome run = predict({"f", "--format", "json"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(lines_of(run.err), SizeIs(2));
  EXPECT_THAT(nlohmann::json::parse(run.out), IsEmpty());
}

TEST_F(BadInput, FoldersAndListsWithoutRecordings) {
  place_.write("folder/notes.txt", "no audio");
  place_.write("list.txt", "\n");
  expect_refused(predict({"folder"}), 3, "folder: no audio");
  expect_refused(predict({"@list.txt"}), 3, "@list.txt");
  expect_refused(predict({"@missing.txt"}), 3, "@missing.txt");
  expect_refused(predict({"-", "-"}), 2, "standard input");
}

TEST_F(BadInput, FilesThatAreNotModelsAreRefused) {
  voice("a.wav", 0.5, 1);
  place_.write("text.model", "this is no model");
  place_.write("cut.model", place_.read("model.safetensors").substr(0, 5000));
  for (const char* model : {"missing.model", "text.model", "cut.model", "a.wav"}) {
    SCOPED_TRACE(model);
    expect_refused(place_.run({"predict", "--model", model, "a.wav"}), 3, model);
    expect_refused(place_.run({"info", model}), 3, model);
  }
}

TEST_F(BadInput, OutputThatCannotBeWrittenIsReported) {
  voice("a.wav", 0.5, 1);
  const Streams full{.in = {}, .out = "/dev/full", .closed_pipe = false};
  for (const char* format : {"table", "json", "jsonl", "csv"}) {
    expect_refused(predict({"a.wav", "--format", format}, full), 3, "standard output");
  }
  expect_refused(place_.run({"features", "a.wav", "-o", "-"}, full), 3, "standard output");
  expect_refused(place_.run({"--help"}, full), 3, "standard output");
  expect_refused(place_.run({"features", "a.wav", "-o", "a.wav/out.npz"}), 3, "a.wav");
}

TEST_F(BadInput, AClosedPipeGivesNoMessage) {
  voice("a.wav", 0.5, 1);
  const Outcome run = predict({"a.wav"}, {.in = {}, .out = {}, .closed_pipe = true});
  EXPECT_EQ(run.status, 3);
  EXPECT_EQ(run.err, "");
}

TEST_F(BadInput, InvalidCommandLinesAreRefused) {
  voice("a.wav", 0.5, 1);
  expect_refused(place_.run({"sing"}), 2, "no verb 'sing'");
  expect_refused(place_.run({"corpus", "eat"}), 2, "no verb 'eat'");
  expect_refused(place_.run({"corpus"}), 2, "import, check, folds");
  expect_refused(place_.run({"predict"}), 2, "INPUT");
  expect_refused(predict({"a.wav", "--loud"}), 2, "--loud");
  expect_refused(predict({"a.wav", "--format", "xml"}), 2, "table, json, jsonl, csv");
  expect_refused(predict({"a.wav", "--window", "wide"}), 2, "--window");
  expect_refused(predict({"a.wav", "--window", "0"}), 2, "window");
  expect_refused(predict({"a.wav", "--channel", "left"}), 2, "left");
  expect_refused(place_.run({"features", "a.wav", "-o", "x.npz", "--hop-length", "0"}), 2, "hop");
  expect_refused(place_.run({"features", "a.wav"}), 2, "--output");
}

TEST_F(BadInput, AMissingTrainerIsReportedWithTheWayToInstallIt) {
  const auto alone = place_.path("emovox");  // a copy with nothing beside it
  std::filesystem::copy_file(EMOVOX_BINARY, alone);
  expect_refused(place_.run({"train", "x.csv", "-o", "m"}, {.program = alone}), 3, "emovox-train");
}

}  // namespace
}  // namespace emovox::testing
