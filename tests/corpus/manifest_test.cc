#include "corpus/manifest.h"

#include "corpus/make_manifest.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

Manifest parse(const std::string& text) {
  const test::TemporaryFolder folder;
  return read_manifest(folder.write("m.csv", text));
}

TEST(Manifest, ReadsTheStandardColumnsAndKeepsTheOthers) {
  const Manifest manifest = parse(
      "sex,emotion,file,end,speaker,start,note\n"
      "f,joy,a/1.wav,2.5,anna,0.5,\"x, y\"\n"
      "m,anger,2.wav,,ben,,\n");
  ASSERT_EQ(manifest.utterances.size(), 2u);
  const Utterance& first = manifest.utterances[0];
  EXPECT_EQ(first.file, "a/1.wav");
  EXPECT_EQ(first.speaker, "anna");
  EXPECT_EQ(first.emotion, "joy");
  EXPECT_EQ(first.start, 0.5);
  EXPECT_EQ(first.end, 2.5);
  EXPECT_THAT(manifest.further_columns, ElementsAre("sex", "note"));
  EXPECT_THAT(first.further, ElementsAre("f", "x, y"));
  EXPECT_EQ(manifest.utterances[1].start, std::nullopt);
  EXPECT_THAT(manifest.emotions(), ElementsAre("anger", "joy"));
  EXPECT_THAT(manifest.speakers(), ElementsAre("anna", "ben"));
}

TEST(Manifest, AcceptsFilesWrittenBySpreadsheets) {
  const Manifest manifest =
      parse("\xEF\xBB\xBF\"file\",speaker,emotion\r\n\"a \"\"1\"\".wav\",anna,joy\r\n\r\n");
  ASSERT_EQ(manifest.utterances.size(), 1u);
  EXPECT_EQ(manifest.utterances[0].file, "a \"1\".wav");
  EXPECT_EQ(manifest.utterances[0].emotion, "joy");
}

TEST(Manifest, RefusesBadTablesWithFileAndLine) {
  EXPECT_ERROR(parse("file,emotion\na,b\n"), corrupt_data, "m.csv:1: no column 'speaker'");
  EXPECT_ERROR(parse("file,speaker,emotion\na,b\n"), corrupt_data, "m.csv:2: 2 fields; must be 3");
  EXPECT_ERROR(parse("file,speaker,emotion\na,,c\n"), corrupt_data, "m.csv:2: an empty speaker");
  EXPECT_ERROR(parse("file,speaker,emotion\n"), corrupt_data, "no utterances");
  EXPECT_ERROR(parse(""), corrupt_data, "empty");
}

TEST(Manifest, RefusesInvalidStartAndEnd) {
  const std::string header = "file,speaker,emotion,start,end\n";
  EXPECT_ERROR(parse(header + "a,s,e,2,2\n"), corrupt_data,
               "m.csv:2: end 2 s; must be after start");
  EXPECT_ERROR(parse(header + "a,s,e,,0\n"), corrupt_data, "must be after start");
  EXPECT_ERROR(parse(header + "a,s,e,-1,2\n"), corrupt_data, "start '-1'; must be seconds from 0");
  EXPECT_ERROR(parse(header + "a,s,e,nan,2\n"), corrupt_data, "start 'nan'");
  EXPECT_ERROR(parse(header + "a,s,e,0,\"1,5\"\n"), corrupt_data, "end '1,5'");
}

TEST(Manifest, RefusesDuplicateUtterancesUnderOtherSpellings) {
  const std::string header = "file,speaker,emotion,start,end\n";
  EXPECT_ERROR(parse(header + "a,s,e,,\nb,s,e,,\n./a,s,f,,\n"), corrupt_data,
               "m.csv:4: './a' again, as in line 2");
  EXPECT_ERROR(parse(header + "a,s,e,0,1\na,s,e,0.0,1.0\n"), corrupt_data, "again");
  EXPECT_EQ(parse(header + "a,s,e,0,1\na,s,e,1,2\n").utterances.size(), 2u);
}

TEST(Manifest, ReadsBackWhatItWrites) {
  const test::TemporaryFolder folder;
  const std::string text =
      "file,speaker,emotion,start,end,sex\n"
      "\"a, b.wav\",anna,joy,0.1,2.25,f\n"
      "2.wav,ben,anger,,,\"say \"\"m\"\"\"\n";
  const Manifest manifest = read_manifest(folder.write("m.csv", text));
  write_manifest(folder.path() / "n.csv", manifest);
  EXPECT_EQ(folder.read("n.csv"), text);
  EXPECT_EQ(folder.file_count(), 2u);
}

TEST(Manifest, KeepsFilesReachableFromItsNewFolder) {
  const test::TemporaryFolder folder;
  folder.write("data/audio/1.wav", "x");
  folder.write("lists/.keep", "");
  Manifest manifest;
  manifest.folder = folder.path() / "data";
  manifest.utterances = {utterance("audio/1.wav", "anna", "joy"),
                         utterance("/somewhere/2.wav", "anna", "joy")};
  write_manifest(folder.path() / "m.csv", manifest);
  write_manifest(folder.path() / "lists/m.csv", manifest);
  const Manifest above = read_manifest(folder.path() / "m.csv");
  const Manifest beside = read_manifest(folder.path() / "lists/m.csv");
  EXPECT_EQ(above.utterances[0].file, "data/audio/1.wav");
  EXPECT_EQ(beside.utterances[0].file, "../data/audio/1.wav");
  EXPECT_EQ(beside.utterances[1].file, "/somewhere/2.wav");
  EXPECT_TRUE(fs::exists(beside.path_of(beside.utterances[0])));
}

TEST(Manifest, AFailedWriteKeepsTheOldFile) {
  const test::TemporaryFolder folder;
  const Manifest manifest = manifest_of({1, 1});
  EXPECT_ERROR(write_manifest(folder.path() / "no/m.csv", manifest), not_found, "m.csv");
  EXPECT_ERROR(write_manifest("/dev/full", manifest), io, "No space left");
}

TEST(CheckTrainable, NeedsTwoEmotionsTwoSpeakersAndEveryFile) {
  const test::TemporaryFolder folder;
  folder.write("1.wav", "x");
  folder.write("2.wav", "x");
  Manifest manifest;
  manifest.folder = folder.path();
  manifest.utterances = {utterance("1.wav", "anna", "joy"), utterance("2.wav", "ben", "anger")};
  EXPECT_NO_THROW(check_trainable(manifest, "m.csv"));
  Manifest one_class = manifest;
  one_class.utterances[1].emotion = "joy";
  EXPECT_ERROR(check_trainable(one_class, "m.csv"), corrupt_data, "m.csv: only one emotion, 'joy'");
  Manifest one_speaker = manifest;
  one_speaker.utterances[1].speaker = "anna";
  EXPECT_ERROR(check_trainable(one_speaker, "m.csv"), corrupt_data, "only one speaker, 'anna'");
  Manifest unknown_file = manifest;
  unknown_file.utterances[1].file = "3.wav";
  EXPECT_ERROR(check_trainable(unknown_file, "m.csv"), not_found, "3.wav' does not exist");
}

}  // namespace
}  // namespace emovox::corpus
