// emovox encoder: import from a checkpoint, and info; on the small encoder of the golden data.
#include <gmock/gmock.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "command/program.h"
#include "test_places.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class EncoderVerbs : public ::testing::Test {
 protected:
  EncoderVerbs() {
    std::ifstream in(golden_folder() / "encoder/small.safetensors", std::ios::binary);
    place_.write("model.safetensors", {std::istreambuf_iterator<char>(in), {}});
  }

  void expect_refused(const std::vector<std::string>& arguments, int status,
                      const std::string& words) {
    const Outcome run = place_.run(arguments);
    EXPECT_EQ(run.status, status) << run.err;
    EXPECT_THAT(run.err, HasSubstr(words));
    EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
  }

  Place place_;
};

TEST_F(EncoderVerbs, ImportWritesWhatInfoTells) {
  const Outcome run =
      place_.run({"encoder", "import", "model.safetensors", "--layers", "1", "-o", "e.st"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "e.st: 1 layers of width 64, 62720 parameters\n");
  const Outcome told = place_.run({"encoder", "info", "e.st", "--format", "json"});
  ASSERT_EQ(told.status, 0) << told.err;
  const auto info = nlohmann::json::parse(told.out);
  EXPECT_EQ(info.at("layers"), 1);
  EXPECT_EQ(info.at("width"), 64);
  EXPECT_EQ(info.at("heads"), 1);
  EXPECT_EQ(info.at("mel_bands"), 80);
  EXPECT_EQ(info.at("longest_window"), 0.48);
  EXPECT_EQ(info.at("metadata").at("source"),
            "model.safetensors, encoder, first 1 of 2 layers, float16");
  const Outcome table = place_.run({"encoder", "info", "model.safetensors"});
  EXPECT_THAT(table.out, StartsWith("layers                2\n"));
  EXPECT_THAT(table.out, HasSubstr("heads                 1\n"));
  EXPECT_THAT(table.out, HasSubstr("metadata.source       random weights\n"));
}

TEST_F(EncoderVerbs, BadInputIsOneLineAndAStatus) {
  place_.write("text.safetensors", "this is no encoder, whatever its name says");
  expect_refused({"encoder"}, 2, "import, info");
  expect_refused({"encoder", "info"}, 2, "FILE");
  expect_refused({"encoder", "import", "model.safetensors"}, 2, "--output");
  expect_refused({"encoder", "import", "model.safetensors", "--layers", "3", "-o", "e.st"}, 2,
                 "has 2 layers; must have at least the 3 asked for");
  expect_refused({"encoder", "info", "nothing.st"}, 3, "nothing.st");
  expect_refused({"encoder", "info", "text.safetensors"}, 3, "must be a safetensors file");
  expect_refused({"encoder", "import", "model.safetensors", "-o", "none/e.st"}, 3, "none");
  EXPECT_FALSE(std::filesystem::exists(place_.path("e.st")));
}

// The metadata of a file are a stranger's words.
TEST_F(EncoderVerbs, WhatAStrangerWroteCannotMoveTheCursor) {
  std::string bytes = place_.read("model.safetensors");
  const std::string words = "random weights";
  bytes.replace(bytes.find(words), words.size(), R"(\u001b[2J ight)");
  place_.write("model.safetensors", bytes);
  EXPECT_THAT(place_.run({"encoder", "info", "model.safetensors"}).out, Not(HasSubstr("\x1b")));
}

}  // namespace
}  // namespace emovox::testing
