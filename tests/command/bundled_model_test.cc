// The model that is built into the binary, asked without --model.
#include <gmock/gmock.h>

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>

#include "command/program.h"

namespace emovox::testing {
namespace {

TEST(BundledModel, IsTheOneOfEmoDb) {
  const Outcome told = Place().run({"info", "--format", "json"});
  ASSERT_EQ(told.status, 0) << told.err;
  const auto info = nlohmann::json::parse(told.out);
  EXPECT_EQ(info.at("name"), "emodb-compact");
  EXPECT_EQ(info.at("labels").size(), 7u);
}

// It has learnt these very recordings: what it does not know of them shows a broken way from file
// to label, whatever it makes of strangers.
TEST(BundledModel, KnowsTheRecordingsItLearntFrom) {
  const std::filesystem::path folder = EMOVOX_SOURCE_DIR "/../shared/corpora/emodb";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "needs EMO-DB in " << folder;
  const Outcome judged = Place().run({"predict", folder.string(), "--format", "jsonl"});
  ASSERT_EQ(judged.status, 0) << judged.err;
  const std::map<char, std::string> labels = {{'W', "anger"},  {'L', "boredom"},   {'E', "disgust"},
                                              {'A', "fear"},   {'F', "happiness"}, {'N', "neutral"},
                                              {'T', "sadness"}};
  std::size_t right = 0;
  const auto lines = lines_of(judged.out);
  for (const std::string& line : lines) {
    const auto prediction = nlohmann::json::parse(line);
    const std::filesystem::path file = prediction.at("file").get<std::string>();
    right += prediction.at("label") == labels.at(file.filename().string().at(5));
  }
  EXPECT_EQ(lines.size(), 535u);
  EXPECT_GE(right, 520u);
}

}  // namespace
}  // namespace emovox::testing
