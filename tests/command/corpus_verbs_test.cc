// emovox corpus: import, check and folds on a synthetic corpus.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command/program.h"
#include "command/wav.h"
#include "model/random_model.h"
#include "text/csv.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

class CorpusVerbs : public ::testing::Test {
 protected:
  CorpusVerbs() {
    std::uint64_t seed = 0;
    for (const char* emotion : {"anger", "joy"}) {
      for (const char* speaker : {"s1", "s2", "s3"}) {
        const std::string name = std::string("c/") + emotion + "/" + speaker + "_1.wav";
        place_.write(name, wav_float(model::random_voice(0.5, 16000, ++seed).samples));
      }
    }
  }

  Outcome import() {
    return place_.run(
        {"corpus", "import", "folders", "c", "-o", "c.csv", "--speaker-pattern", "(s[0-9]+)_"});
  }

  Place place_;
};

TEST_F(CorpusVerbs, ImportCheckAndFoldsWorkInSequence) {
  Outcome run = import();
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("6 utterances, 3 speakers, 2 emotions"));

  run = place_.run({"corpus", "check", "c.csv"});
  EXPECT_EQ(run.status, 0) << run.err << run.out;
  EXPECT_THAT(run.out, HasSubstr("joy"));
  EXPECT_THAT(run.out, HasSubstr("s3"));

  run = place_.run({"corpus", "folds", "c.csv", "-o", "folds.csv", "--leave-one-speaker-out"});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto folds = text::parse_csv(place_.read("folds.csv"), "folds.csv");
  EXPECT_THAT(folds.rows, SizeIs(6));
  for (const auto& row : folds.rows) {
    EXPECT_EQ(row.cells[folds.column("fold")], row.cells[folds.column("speaker")]);
  }
  EXPECT_EQ(place_.run({"corpus", "folds", "c.csv", "-o", "k.csv", "--k", "3"}).status, 0);
  EXPECT_EQ(
      place_.run({"corpus", "folds", "c.csv", "-o", "n.csv", "--leave-speakers-out", "2"}).status,
      0);
}

TEST_F(CorpusVerbs, CheckFindsErrors) {
  ASSERT_EQ(import().status, 0);
  place_.write("c/joy/s1_1.wav", "no audio");
  const Outcome run = place_.run({"corpus", "check", "c.csv"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.out, HasSubstr("error"));
  EXPECT_THAT(run.out, HasSubstr("joy/s1_1.wav"));
  EXPECT_THAT(lines_of(run.err), SizeIs(1));
}

TEST_F(CorpusVerbs, FoldsNeedExactlyOneMethod) {
  ASSERT_EQ(import().status, 0);
  Outcome run = place_.run({"corpus", "folds", "c.csv", "-o", "f.csv"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("--leave-one-speaker-out"));
  run = place_.run(
      {"corpus", "folds", "c.csv", "-o", "f.csv", "--k", "2", "--leave-one-speaker-out"});
  EXPECT_EQ(run.status, 2);
  EXPECT_EQ(place_.run({"corpus", "folds", "c.csv", "-o", "f.csv", "--k", "9"}).status, 2);
  EXPECT_FALSE(std::filesystem::exists(place_.path("f.csv")));
}

TEST_F(CorpusVerbs, FoldsCanHoldSentencesOut) {
  std::string manifest = "file,speaker,emotion,text\n";
  for (const std::string speaker : {"s1", "s2", "s3"}) {
    manifest += "c/anger/" + speaker + "_1.wav," + speaker + ",anger,t1\n";
    manifest += "c/joy/" + speaker + "_1.wav," + speaker + ",joy,t2\n";
  }
  place_.write("t.csv", manifest);
  const auto make = [&](const std::string& corpus, const std::string& groups) {
    return place_.run({"corpus", "folds", corpus, "-o", "f.csv", "--leave-one-speaker-out",
                       "--group", "text", "--text-groups", groups});
  };
  const Outcome run = make("t.csv", "2");
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_THAT(run.out, HasSubstr("6 folds"));
  const auto folds = text::parse_csv(place_.read("f.csv"), "f.csv");
  EXPECT_EQ(folds.rows[0].cells[folds.column("fold")], "s1 text 1");
  EXPECT_EQ(make("t.csv", "3").status, 2);
  ASSERT_EQ(import().status, 0);
  EXPECT_THAT(make("c.csv", "2").err, HasSubstr("no column text"));
}

TEST_F(CorpusVerbs, BadManifestsAndFormatsAreReportedInOneLine) {
  place_.write("bad.csv", "file,speaker\na.wav,s1\n");
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"corpus", "check", "bad.csv"},
           {"corpus", "check", "missing.csv"},
           {"corpus", "folds", "bad.csv", "-o", "f.csv", "--k", "2"},
           {"corpus", "import", "emodb", "missing", "-o", "m.csv"},
           {"corpus", "import", "emodb", "c", "-o", "m.csv"}}) {
    const Outcome run = place_.run(arguments);
    EXPECT_EQ(run.status, 3) << run.err;
    EXPECT_THAT(lines_of(run.err), SizeIs(1)) << run.err;
  }
  EXPECT_EQ(place_.run({"corpus", "import", "iemocap", "c", "-o", "m.csv"}).status, 2);
}

}  // namespace
}  // namespace emovox::testing
