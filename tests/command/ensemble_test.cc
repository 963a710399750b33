// emovox ensemble, and the other verbs with the resulting model file.
#include "model/ensemble.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "command/model_place.h"

namespace emovox::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

class Ensemble : public WithModel {
 protected:
  Ensemble() {
    other_ = model::random_model(model::small_info(), 8);
    file_.info.origin = {{"corpus", "c.csv"}, {"seed", "1"}, {"loso_wa", "70"}};
    other_.info.origin = {{"corpus", "c.csv"}, {"seed", "2"}, {"loso_wa", "70"}};
    write_model("one.st", file_);
    write_model("two.st", other_);
  }

  Outcome join(std::vector<std::string> more) {
    more.insert(more.begin(), "ensemble");
    return place_.run(more);
  }

  json info(const std::string& model) {
    return json::parse(place_.run({"info", model, "--format", "json"}).out);
  }

  model::ModelFile other_;
};

TEST_F(Ensemble, PredictsTheMeanOfItsMembers) {
  const Outcome run = join({"one.st", "two.st", "-o", "both.st"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.out, "both.st: 2 members\n");
  const Audio audio = voice("a.wav", 1.0, 1);
  const Prediction both = Model::load(place_.path("both.st")).predict(audio);
  const Prediction one = Model::load(place_.path("one.st")).predict(audio);
  const Prediction two = Model::load(place_.path("two.st")).predict(audio);
  const Outcome output =
      place_.run({"predict", "a.wav", "--model", "both.st", "--format", "jsonl"});
  const json object = json::parse(output.out);
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(both.probabilities[c], (one.probabilities[c] + two.probabilities[c]) / 2, 1e-6);
    EXPECT_EQ(object.at("probabilities").at(model_->labels()[c]).get<float>(),
              both.probabilities[c]);
  }
}

TEST_F(Ensemble, DescribesItself) {
  ASSERT_EQ(join({"one.st", "two.st", "-o", "both.st", "--temperature", "2", "--abstain-below",
                  "0.6", "--name", "pair"})
                .status,
            0);
  const json output = info("both.st");
  EXPECT_EQ(output.at("name"), "pair");
  EXPECT_EQ(output.at("members"), 2);
  EXPECT_EQ(output.at("temperature"), 2.0);
  EXPECT_EQ(output.at("abstain_below"), 0.6);
  EXPECT_EQ(output.at("parameters"), 2 * model_->parameter_count());
  EXPECT_EQ(output.at("origin"), (json{{"corpus", "c.csv"}, {"seed", "1, 2"}}));
  EXPECT_EQ(place_.run({"verify", "both.st"}).status, 0);
}

TEST_F(Ensemble, RefusesModelsThatCannotBeCombined) {
  ModelInfo wide = model::small_info(5);
  write_model("wide.st", model::random_model(wide, 1));
  for (const auto& [arguments, status, words] :
       std::vector<std::tuple<std::vector<std::string>, int, std::string>>{
           {{"one.st", "wide.st", "-o", "x.st"}, 2, "other network options"},
           {{"one.st", "-o", "x.st"}, 2, "1 member(s)"},
           {{"one.st", "none.st", "-o", "x.st"}, 3, "none.st"},
           {{"one.st", "two.st"}, 2, "--output"},
           {{"one.st", "two.st", "-o", "x.st", "--temperature", "0"}, 2, "temperature is 0"},
           {{"one.st", "two.st", "-o", "x.st", "--abstain-below", "2"}, 2, "abstain_below is 2"},
           {{"one.st", "two.st", "-o", "no/x.st"}, 3, "no"}}) {
    const Outcome run = join(arguments);
    EXPECT_EQ(run.status, status) << run.err;
    EXPECT_THAT(run.err, HasSubstr(words));
    EXPECT_EQ(lines_of(run.err).size(), 1u) << run.err;
    EXPECT_FALSE(std::filesystem::exists(place_.path("x.st")));
  }
}

}  // namespace
}  // namespace emovox::testing
