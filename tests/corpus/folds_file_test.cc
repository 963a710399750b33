#include "corpus/folds_file.h"

#include "corpus/make_manifest.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

/// s0_0 s1_0 s0_1: anger anger joy.
Manifest small() { return manifest_of({2, 1}); }

std::vector<Fold> read_rows(const std::string& rows) {
  const test::TemporaryFolder folder;
  return read_folds(folder.write("folds.csv", "file,speaker,emotion,fold\n" + rows), small());
}

TEST(FoldsFile, ReadsBackWhatItWrites) {
  const test::TemporaryFolder folder;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Manifest manifest = random_manifest(seed);
    const auto written = leave_speakers_out(manifest, 1, seed);
    write_folds(folder.path() / "folds.csv", manifest, written);
    const auto read = read_folds(folder.path() / "folds.csv", manifest);
    ASSERT_EQ(read.size(), written.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
      EXPECT_EQ(read[i].name, written[i].name);
      EXPECT_EQ(read[i].train, written[i].train);
      EXPECT_EQ(read[i].test, written[i].test);
    }
  }
}

TEST(FoldsFile, DistinguishesUtterancesOfAFileByTheirBounds) {
  const test::TemporaryFolder folder;
  Manifest manifest = manifest_of({2, 1});
  for (Utterance& utterance : manifest.utterances) utterance.file = "all.wav";
  for (std::size_t i = 0; i < 3; ++i) {
    manifest.utterances[i].start = 0.1 * static_cast<double>(i);
    manifest.utterances[i].end = 0.1 * static_cast<double>(i + 1);
  }
  write_folds(folder.path() / "folds.csv", manifest, leave_one_speaker_out(manifest));
  const auto folds = read_folds(folder.path() / "folds.csv", manifest);
  EXPECT_THAT(folds.at(0).test, ::testing::ElementsAre(0, 2));
}

TEST(FoldsFile, ReadsHandWrittenFoldsInAnyOrder) {
  const auto folds =
      read_rows("s1_0.wav,s1,anger,second\n./s0_1.wav,s0,joy,first\ns0_0.wav,s0,anger,first\n");
  ASSERT_EQ(folds.size(), 2u);
  EXPECT_EQ(folds[0].name, "second");
  EXPECT_THAT(folds[1].test, ::testing::ElementsAre(0, 2));
  EXPECT_THAT(folds[1].train, ::testing::ElementsAre(1));
}

TEST(FoldsFile, RefusesRowsThatDoNotFitTheManifest) {
  const std::string good = "s0_0.wav,s0,anger,a\ns1_0.wav,s1,anger,b\n";
  EXPECT_ERROR(read_rows(good), corrupt_data, "no row for 's0_1.wav'");
  EXPECT_ERROR(read_rows(good + "s0_2.wav,s0,joy,a\n"), corrupt_data,
               ":4: 's0_2.wav' is not in the");
  EXPECT_ERROR(read_rows(good + "s0_0.wav,s0,anger,a\n"), corrupt_data, ":4: 's0_0.wav' again");
  EXPECT_ERROR(read_rows(good + "s0_1.wav,s0,joy,b\n"), corrupt_data,
               ":4: speaker 's0' is tested by fold 'b' and by fold 'a'");
  EXPECT_ERROR(read_rows(good + "s0_1.wav,s1,joy,a\n"), corrupt_data, "speaker 's1'; must be 's0'");
  EXPECT_ERROR(read_rows(good + "s0_1.wav,s0,anger,a\n"), corrupt_data,
               "emotion 'anger'; must be 'joy'");
  EXPECT_ERROR(read_rows(good + "s0_1.wav,s0,joy,\n"), corrupt_data, "an empty fold");
  EXPECT_ERROR(read_rows(good + "s0_1.wav,s0,joy\n"), corrupt_data, ":4: 3 fields; must be 4");
  EXPECT_ERROR(read_rows("s0_0.wav,s0,anger,a\ns1_0.wav,s1,anger,a\ns0_1.wav,s0,joy,a\n"),
               corrupt_data, "only one fold, 'a'");
}

TEST(FoldsFile, RefusesToWriteFoldsThatCouldNotBeReadBack) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "folds.csv";
  auto folds = leave_one_speaker_out(small());
  folds[1].name = folds[0].name;
  EXPECT_ERROR(write_folds(path, small(), folds), invalid_argument, "fold 's0' twice");
  folds.pop_back();
  EXPECT_ERROR(write_folds(path, small(), folds), invalid_argument, "tested by 0 folds");
  EXPECT_EQ(folder.file_count(), 0u);
}

}  // namespace
}  // namespace emovox::corpus
