// The bundled model, used without --model.
#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "command/program.h"
#include "test_places.h"

namespace emovox::testing {
namespace {

TEST(BundledModel, IsTheModelOfEmoDb) {
  const Outcome described = Place().run({"info", "--format", "json"});
  ASSERT_EQ(described.status, 0) << described.err;
  const auto info = nlohmann::json::parse(described.out);
  EXPECT_EQ(info.at("name"), "emodb-prosodic");
  EXPECT_EQ(info.at("labels").size(), 7u);
}

// `verify` accepts the model on this build, and models/ has its current card.
TEST(BundledModel, PassesVerifyAndHasACard) {
  const std::string model = (source_folder() / "models/emodb-prosodic").string();
  const Outcome verified = Place().run({"verify", model + ".safetensors"});
  EXPECT_EQ(verified.status, 0) << verified.out << verified.err;
  const Outcome card = Place().run({"card", model + ".safetensors"});
  std::ifstream in(model + ".md");
  EXPECT_EQ(card.out, std::string(std::istreambuf_iterator<char>(in), {}));
}

// The model was trained on these recordings. A low accuracy means that a step from file
// to label is broken.
TEST(BundledModel, PredictsItsTrainingRecordings) {
  const std::filesystem::path folder = emodb_folder();
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "needs EMO-DB in " << folder;
  const Outcome predicted = Place().run({"predict", folder.string(), "--format", "jsonl"});
  ASSERT_EQ(predicted.status, 0) << predicted.err;
  const std::map<char, std::string> labels = {{'W', "anger"},  {'L', "boredom"},   {'E', "disgust"},
                                              {'A', "fear"},   {'F', "happiness"}, {'N', "neutral"},
                                              {'T', "sadness"}};
  std::size_t right = 0;
  const auto lines = lines_of(predicted.out);
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
