#include "evaluation/predictions.h"

#include "evaluation/make_table.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::evaluation {
namespace {

const std::string kHeader = "file,speaker,emotion,fold,seed,predicted,p_a,p_b\n";

PredictionTable read(const std::string& text) {
  const test::TemporaryFolder folder;
  return read_predictions(folder.write("p.csv", text));
}

TEST(Predictions, AreReadBackExactly) {
  const test::TemporaryFolder folder;
  PredictionTable table = random_table(2);
  table.labels[0] = "odd, \"label\"";
  std::mt19937_64 random(2);
  for (PredictionRow& row : table.rows) {
    if (row.emotion == "anger") row.emotion = table.labels[0];
    if (row.predicted == "anger") row.predicted = table.labels[0];
    for (double& p : row.probabilities) p = static_cast<double>(random()) * 0x1p-64;
    row.seed = random();
  }
  write_predictions(folder.path() / "p.csv", table);
  const PredictionTable read = read_predictions(folder.path() / "p.csv");
  EXPECT_EQ(read.labels, table.labels);
  ASSERT_EQ(read.rows.size(), table.rows.size());
  for (std::size_t i = 0; i < read.rows.size(); ++i) {
    EXPECT_EQ(read.rows[i].probabilities, table.rows[i].probabilities);
    EXPECT_EQ(read.rows[i].seed, table.rows[i].seed);
    EXPECT_EQ(read.rows[i].emotion, table.rows[i].emotion);
    EXPECT_EQ(read.rows[i].predicted, table.rows[i].predicted);
    EXPECT_EQ(read.rows[i].file, table.rows[i].file);
    EXPECT_EQ(read.rows[i].fold, table.rows[i].fold);
    EXPECT_EQ(read.rows[i].speaker, table.rows[i].speaker);
  }
}

TEST(Predictions, AreWrittenInTheDocumentedFormat) {
  const test::TemporaryFolder folder;
  PredictionTable table{{"a", "b"}, {}};
  table.rows.push_back(row(table, "A", "a", "b", 4));
  table.rows[0].probabilities = {0.25, 0.75};
  write_predictions(folder.path() / "p.csv", table);
  EXPECT_EQ(folder.read("p.csv"), kHeader + "A_0.wav,A,a,A,4,b,0.25,0.75\n");
}

TEST(Predictions, RefuseBadTablesWithFileAndLine) {
  EXPECT_ERROR(read("file,speaker\nx,y\n"), corrupt_data, "no column p_<label>");
  EXPECT_ERROR(read("file,speaker,emotion,fold,predicted,p_a\n"), corrupt_data, "column 'seed'");
  EXPECT_ERROR(read("file,speaker,emotion,fold,seed,predicted,x\n"), corrupt_data, "column 'x'");
  EXPECT_ERROR(read(kHeader + "f,s,a,A,0,b,1\n"), corrupt_data, "p.csv:2: 7 fields; must be 8");
  EXPECT_ERROR(read(kHeader + "f,s,z,A,0,b,1,0\n"), corrupt_data, "p.csv:2: emotion 'z'");
  EXPECT_ERROR(read(kHeader + "f,s,a,A,0,z,1,0\n"), corrupt_data, "predicted 'z'");
  EXPECT_ERROR(read(kHeader + "f,s,a,A,-1,b,1,0\n"), corrupt_data, "seed '-1'");
  EXPECT_ERROR(read(kHeader + "f,s,a,A,0,b,nan,0\n"), corrupt_data, "p_a 'nan'");
  EXPECT_ERROR(read(kHeader + "f,s,a,A,0,b,1,1.5\n"), corrupt_data, "p_b '1.5'");
  EXPECT_ERROR(read(kHeader + "f,,a,A,0,b,1,0\n"), corrupt_data, "speaker ''");
}

TEST(Predictions, RefuseToWriteRowsThatCouldNotBeReadBack) {
  const test::TemporaryFolder folder;
  const auto refuse = [&](auto spoil) {
    PredictionTable table = by_hand();
    spoil(table.rows[1]);
    EXPECT_ERROR(write_predictions(folder.path() / "p.csv", table), invalid_argument, "A_1.wav");
  };
  refuse([](PredictionRow& row) { row.probabilities.pop_back(); });
  refuse([](PredictionRow& row) { row.probabilities[0] = std::nan(""); });
  refuse([](PredictionRow& row) { row.predicted = "z"; });
  EXPECT_EQ(folder.file_count(), 0u);
}

TEST(Predictions, FindTheCommonFolder) {
  PredictionTable table = by_hand();
  EXPECT_EQ(shared_folder(table), "");
  for (PredictionRow& row : table.rows) row.file = "/corpus/wav_" + row.speaker + "/" + row.file;
  EXPECT_EQ(shared_folder(table), "/corpus/");
  table.rows.resize(1);
  EXPECT_EQ(shared_folder(table), "/corpus/wav_A/");
  EXPECT_EQ(shared_folder({}), "");
}

}  // namespace
}  // namespace emovox::evaluation
