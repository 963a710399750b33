#include "command/flags.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emovox/model.h"

namespace emovox::command {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

struct Sample {
  double learning_rate = 0.0001;
  std::size_t batch_size = 32;
  bool shuffle = true;
  std::optional<int> limit;
  std::string name = "a b";
  Cell cell = Cell::peephole;
  std::vector<double> shares = {0.5};
  std::vector<Fusion> fusions = {Fusion::mean, Fusion::attention};

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("learning_rate", self.learning_rate, {"step of Adam", Range::above(0.0).to(1.0)});
    visit("batch_size", self.batch_size,
          {"utterances a step", Range::from(1).to(1000), "utterances"});
    visit("shuffle", self.shuffle, "in a new order every epoch");
    visit("limit", self.limit, "at most this many");
    visit("name", self.name, "of the run");
    visit("cell", self.cell, "LSTM cell");
    visit("shares", self.shares, {"of each", Range::from(0.0).to(1.0)});
    visit("fusions", self.fusions, "ways from frames to one vector");
  }
};

Sample parsed(std::vector<std::string> arguments, const FlagStyle& style = {}) {
  CLI::App app;
  Sample sample;
  add_flags(app, sample, style);
  std::reverse(arguments.begin(), arguments.end());
  app.parse(arguments);
  return sample;
}

std::string complaint(std::vector<std::string> arguments) {
  try {
    parsed(std::move(arguments));
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "accepted";
}

TEST(Flags, NameIsTheFieldWithDashes) {
  EXPECT_EQ(flag_name("frames_per_step"), "--frames-per-step");
  EXPECT_EQ(flag_name("batch_size", "train"), "--train-batch-size");
}

TEST(Flags, EveryTypeOfFieldIsSet) {
  const Sample sample =
      parsed({"--learning-rate", "0.5", "--batch-size=8", "--shuffle", "off", "--limit", "-3",
              "--name", "x", "--cell", "plain", "--fusions", "weighted,mean"});
  EXPECT_EQ(sample.learning_rate, 0.5);
  EXPECT_EQ(sample.batch_size, 8u);
  EXPECT_FALSE(sample.shuffle);
  EXPECT_EQ(sample.limit, -3);
  EXPECT_EQ(sample.name, "x");
  EXPECT_EQ(sample.cell, Cell::plain);
  EXPECT_THAT(sample.fusions, ElementsAre(Fusion::weighted, Fusion::mean));
}

TEST(Flags, FieldsWithoutAFlagKeepTheirDefaults) {
  const Sample sample = parsed({});
  EXPECT_EQ(sample.learning_rate, 0.0001);
  EXPECT_EQ(sample.limit, std::nullopt);
  EXPECT_THAT(sample.fusions, ElementsAre(Fusion::mean, Fusion::attention));
}

TEST(Flags, PrefixIsAddedToEveryName) {
  EXPECT_EQ(parsed({"--train-batch-size", "8"}, {.prefix = "train", .group = {}}).batch_size, 8u);
}

TEST(Flags, WrongValuesAreReportedWithTheirFlag) {
  EXPECT_THAT(complaint({"--learning-rate", "fast"}),
              AllOf(HasSubstr("--learning-rate"), HasSubstr("'fast' must be a number")));
  EXPECT_THAT(complaint({"--learning-rate", "1.5x"}), HasSubstr("must be a number"));
  EXPECT_THAT(complaint({"--batch-size", "-1"}), HasSubstr("must be a whole number from 0"));
  EXPECT_THAT(complaint({"--batch-size", "1.5"}), HasSubstr("must be a whole number"));
  EXPECT_THAT(complaint({"--limit", "99999999999"}), HasSubstr("range"));
  EXPECT_THAT(complaint({"--shuffle", "maybe"}), HasSubstr("must be on or off"));
  EXPECT_THAT(complaint({"--cell", "gru"}), HasSubstr("must be one of peephole, plain"));
  EXPECT_THAT(complaint({"--fusions", "mean,,weighted"}), HasSubstr("'' must be one of mean"));
}

TEST(Flags, ValuesOutOfRangeAreReportedWithTheirFlagAndTheRange) {
  EXPECT_THAT(complaint({"--learning-rate", "0"}),
              HasSubstr("--learning-rate: '0' must be above 0 and at most 1"));
  EXPECT_THAT(complaint({"--learning-rate", "nan"}), HasSubstr("'nan' must be above 0"));
  EXPECT_THAT(complaint({"--batch-size", "1001"}),
              HasSubstr("--batch-size: '1001' must be from 1 to 1000 utterances"));
  EXPECT_THAT(complaint({"--shares", "0.5,2"}), HasSubstr("--shares: '2' must be from 0 to 1"));
  EXPECT_EQ(complaint({"--learning-rate", "1", "--batch-size", "1000", "--shares", "0,1"}),
            "accepted");
}

TEST(Flags, HelpShowsMeaningChoicesRangeAndDefault) {
  CLI::App app;
  Sample sample;
  add_flags(app, sample, {.prefix = {}, .group = "Training"});
  const std::string help = app.help();
  EXPECT_THAT(help, HasSubstr("Training:"));
  EXPECT_THAT(help, HasSubstr("--learning-rate NUMBER"));
  EXPECT_THAT(help, HasSubstr("step of Adam (above 0 and at most 1, default 0.0001)"));
  EXPECT_THAT(help, HasSubstr("LSTM cell: peephole, plain (default peephole)"));
  EXPECT_THAT(help, HasSubstr("(default mean,attention)"));
  EXPECT_THAT(help, HasSubstr("(default on)"));
  EXPECT_THAT(help, HasSubstr("(from 0 to 1, default 0.5)"));
}

}  // namespace
}  // namespace emovox::command
