// emovox compare, on run folders with synthetic predictions.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "command/program.h"
#include "text/csv.h"

namespace emovox::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

/// 6 speakers with 4 utterances each; every `stride`-th prediction is wrong.
std::string predictions(std::size_t stride, const char* extra_file = "") {
  std::string text = "file,speaker,emotion,fold,seed,predicted,p_anger,p_joy\n";
  for (std::size_t i = 0; i < 24; ++i) {
    const std::string speaker = "s" + std::to_string(i % 6);
    const bool joy = i / 6 % 2 == 1, said = i % stride == 0 ? !joy : joy;
    text += std::to_string(i) + ".wav," + speaker + (joy ? ",joy," : ",anger,") + speaker + ",1," +
            (said ? "joy,0,1\n" : "anger,1,0\n");
  }
  return text + extra_file;
}

class Compare : public ::testing::Test {
 protected:
  Compare() {
    run("good", 11);
    run("fair", 5);
    run("poor", 2);
  }
  void run(const std::string& name, std::size_t stride, const char* extra_row = "",
           const std::string& track = "speaker-independent") {
    place_.write(name + "/predictions.csv", predictions(stride, extra_row));
    place_.write(name + "/metrics.json", "{\"track\": \"" + track + "\"}");
  }

  Place place_;
};

TEST_F(Compare, PrintsAnAlignedTable) {
  const Outcome out = place_.run({"compare", "poor", "good"});
  ASSERT_EQ(out.status, 0) << out.err;
  EXPECT_THAT(out.out, HasSubstr("speaker-independent, 6 speakers, 24 utterances"));
  EXPECT_THAT(out.out, HasSubstr("paired t, Student's t, 5 df"));
  EXPECT_THAT(out.out, HasSubstr("p (Holm)"));
  EXPECT_THAT(out.out, HasSubstr("corrected for the 7 tests above"));
  EXPECT_THAT(out.out,
              HasSubstr("WA: good is 37.50 points above poor; corrected p < 0.05 in none of 4"));
  EXPECT_THAT(out.out, Not(HasSubstr("not independent")));
  std::vector<std::size_t> places;  // of the column n, right-aligned
  for (const std::string& line : lines_of(out.out)) {
    if (const auto at = line.find("speaker     6"); at != std::string::npos) places.push_back(at);
  }
  ASSERT_THAT(places, SizeIs(6)) << out.out;
  for (const std::size_t place : places) EXPECT_EQ(place, places[0]) << out.out;
}

TEST_F(Compare, ComparesEveryOtherRunWithTheFirst) {
  const Outcome out = place_.run({"compare", "poor", "fair", "good", "--format", "json"});
  ASSERT_EQ(out.status, 0) << out.err;
  const auto json = nlohmann::json::parse(out.out);
  ASSERT_EQ(json["comparisons"].size(), 2u);
  EXPECT_EQ(json["comparisons"][0]["first"], "poor");
  EXPECT_EQ(json["comparisons"][1]["second"], "good");
  EXPECT_EQ(json["tests_corrected_for"], 14);
  EXPECT_GT(json["comparisons"][1]["differences"][0]["difference"], 0.0);
}

TEST_F(Compare, WritesCsv) {
  const Outcome out = place_.run({"compare", "poor", "good", "-f", "csv", "--seed-folds"});
  ASSERT_EQ(out.status, 0) << out.err;
  const auto csv = text::parse_csv(out.out, "out");
  ASSERT_THAT(csv.rows, SizeIs(9));
  EXPECT_EQ(csv.rows[8].cells[csv.column("independent")], "no");
}

TEST_F(Compare, MarksTestsWithDependentPairs) {
  const Outcome out = place_.run({"compare", "poor", "good", "--seed-folds"});
  EXPECT_THAT(out.out, HasSubstr("seed × fold *"));
  EXPECT_THAT(out.out, HasSubstr("* These pairs are not independent"));
}

TEST_F(Compare, RefusesRunsThatCannotBeCompared) {
  run("normalised", 3, "", "speaker-normalised");
  run("larger", 3, "new.wav,s1,joy,s1,1,joy,0,1\n");
  Outcome out = place_.run({"compare", "poor", "normalised"});
  EXPECT_EQ(out.status, 2);
  EXPECT_THAT(out.err, HasSubstr("normalised: track 'speaker-normalised'; must be"));
  out = place_.run({"compare", "poor", "larger"});
  EXPECT_EQ(out.status, 2);
  EXPECT_THAT(out.err, AllOf(HasSubstr("larger"), HasSubstr("'new.wav'")));
  out = place_.run({"compare", "poor", "nowhere"});
  EXPECT_EQ(out.status, 3);
  EXPECT_THAT(out.err, HasSubstr("nowhere: has no metrics.json; must be"));
  out = place_.run({"compare", "poor"});
  EXPECT_EQ(out.status, 2);
  EXPECT_THAT(out.err, HasSubstr("at least two"));
  EXPECT_EQ(place_.run({"compare"}).status, 2);
  EXPECT_EQ(place_.run({"compare", "poor", "good", "--format", "xml"}).status, 2);
}

TEST_F(Compare, HasHelp) {
  EXPECT_THAT(place_.run({"--help"}).out, HasSubstr("compare"));
  EXPECT_THAT(place_.run({"compare", "--help"}).out,
              AllOf(HasSubstr("--seed-folds"), HasSubstr("Example: emovox compare")));
}

}  // namespace
}  // namespace emovox::testing
