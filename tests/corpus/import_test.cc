#include "corpus/import.h"

#include <map>

#include "expect_error.h"
#include "temporary_folder.h"
#include "test_places.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;

std::vector<std::string> files_of(const Manifest& manifest) {
  std::vector<std::string> files;
  for (const Utterance& utterance : manifest.utterances) files.push_back(utterance.file);
  return files;
}

TEST(ImportEmodb, ReadsTheNames) {
  const test::TemporaryFolder folder;
  folder.write("wav/16b10Td.wav", "");
  folder.write("wav/03a01Fa.WAV", "");
  folder.write("wav/._03a01Fa.wav", "");  // a Mac's
  folder.write("lablaut/03a01Fa.lablaut", "");
  const Manifest manifest = import_corpus("emodb", folder.path());
  EXPECT_THAT(files_of(manifest), ElementsAre("wav/03a01Fa.WAV", "wav/16b10Td.wav"));
  EXPECT_THAT(manifest.further_columns, ElementsAre("sex", "text", "version"));
  EXPECT_EQ(manifest.utterances[0].speaker, "03");
  EXPECT_EQ(manifest.utterances[0].emotion, "happiness");
  EXPECT_THAT(manifest.utterances[0].further, ElementsAre("m", "a01", "a"));
  EXPECT_EQ(manifest.utterances[1].emotion, "sadness");
  EXPECT_THAT(manifest.utterances[1].further, ElementsAre("f", "b10", "d"));
}

TEST(ImportEmodb, KnowsEveryEmotion) {
  const test::TemporaryFolder folder;
  for (const char code : std::string("WLEAFNT"))
    folder.write(std::string("08a02") + code + "b.wav", "");
  std::map<std::string, std::string> emotion_of;
  for (const Utterance& u : import_corpus("emodb", folder.path()).utterances) {
    emotion_of[u.file.substr(5, 1)] = u.emotion;
  }
  const std::map<std::string, std::string> wanted{
      {"W", "anger"},     {"L", "boredom"}, {"E", "disgust"}, {"A", "fear"},
      {"F", "happiness"}, {"N", "neutral"}, {"T", "sadness"}};
  EXPECT_EQ(emotion_of, wanted);
}

TEST(ImportEmodb, CountsNamesThatDoNotFollowThePattern) {
  const test::TemporaryFolder folder;
  folder.write("03a01Fa.wav", "");
  folder.write("03a01Xa.wav", "");
  folder.write("intro.wav", "");
  EXPECT_ERROR(import_corpus("emodb", folder.path()), corrupt_data,
               "2 of 3 audio files have other names, the first is '03a01Xa.wav'");
}

TEST(ImportEmodb, ReadsTheCorpus) {
  const fs::path corpus = emodb_folder();
  if (!fs::exists(corpus)) GTEST_SKIP() << "EMO-DB is not at " << corpus;
  const Manifest manifest = import_corpus("emodb", corpus);
  EXPECT_EQ(manifest.utterances.size(), 535u);
  EXPECT_EQ(manifest.emotions().size(), 7u);
  EXPECT_EQ(manifest.speakers().size(), 10u);
  const auto files = files_of(manifest);
  for (const char* with_pad_chunk : {"14a07Aa.wav", "14a07Fd.wav", "14a07Na.wav", "14a07Wc.wav"}) {
    EXPECT_THAT(files, ::testing::Contains(with_pad_chunk));
  }
  const test::TemporaryFolder folder;
  write_manifest(folder.path() / "emodb.csv", manifest);
  const Manifest read = read_manifest(folder.path() / "emodb.csv");
  EXPECT_NO_THROW(check_trainable(read, folder.path() / "emodb.csv"));
  EXPECT_EQ(read.utterances.size(), 535u);
}

TEST(ImportSavee, ReadsBothLayoutsTwoLetterCodesFirst) {
  for (const std::string join : {"_", "/"}) {
    const test::TemporaryFolder folder;
    for (const char* name : {"a01", "d15", "f02", "h03", "n30", "sa04", "su05"}) {
      folder.write("KL" + join + name + ".wav", "");
    }
    std::map<std::string, std::string> emotion_of;
    for (const Utterance& u : import_corpus("savee", folder.path()).utterances) {
      EXPECT_EQ(u.speaker, "KL");
      emotion_of[u.further.at(1)] = u.emotion;
    }
    const std::map<std::string, std::string> wanted{
        {"a01", "anger"},   {"d15", "disgust"},  {"f02", "fear"},     {"h03", "happiness"},
        {"n30", "neutral"}, {"sa04", "sadness"}, {"su05", "surprise"}};
    EXPECT_EQ(emotion_of, wanted) << join;
  }
}

TEST(ImportSavee, RefusesOtherNames) {
  for (const std::string name : {"XY_a01", "DC_s01", "DC_a1", "DC_a001", "a01", "DC_x01"}) {
    const test::TemporaryFolder folder;
    folder.write(name + ".wav", "");
    EXPECT_ERROR(import_corpus("savee", folder.path()), corrupt_data, "1 of 1 audio files");
  }
}

TEST(ImportFolders, ReadsTheEmotionFromTheFolderAndTheSpeakerByPattern) {
  const test::TemporaryFolder folder;
  folder.write("joy/anna_1.flac", "");
  folder.write("joy/more/ben_2.mp3", "");
  folder.write("anger/anna_3.wav", "");
  folder.write("anger/notes.txt", "");
  ImportOptions options;
  options.speaker_pattern = "([a-z]+)_[0-9]";
  const Manifest manifest = import_corpus("folders", folder.path(), options);
  EXPECT_THAT(files_of(manifest),
              ElementsAre("anger/anna_3.wav", "joy/anna_1.flac", "joy/more/ben_2.mp3"));
  EXPECT_EQ(manifest.utterances[0].emotion, "anger");
  EXPECT_EQ(manifest.utterances[0].speaker, "anna");
  EXPECT_EQ(manifest.utterances[2].emotion, "joy");
  EXPECT_EQ(manifest.utterances[2].speaker, "ben");
}

TEST(ImportFolders, ReadsTheEmotionByPattern) {
  const test::TemporaryFolder folder;
  folder.write("Actor_01/03-01-05-01.wav", "");
  ImportOptions options;
  options.speaker_pattern = "Actor_(\\d+)/";
  options.emotion_pattern = "/\\d+-\\d+-(\\d+)-";
  const Manifest manifest = import_corpus("folders", folder.path(), options);
  EXPECT_EQ(manifest.utterances.at(0).speaker, "01");
  EXPECT_EQ(manifest.utterances.at(0).emotion, "05");
}

TEST(ImportFolders, RefusesBadPatternsAndNamesWithoutSpeaker) {
  const test::TemporaryFolder folder;
  folder.write("joy/anna1.wav", "");
  ImportOptions options;
  for (const char* pattern : {"", "anna", "(a)(b)", "(a", "[z-a](x)"}) {
    options.speaker_pattern = pattern;
    EXPECT_ERROR(import_corpus("folders", folder.path(), options), invalid_argument,
                 "speaker_pattern");
  }
  options.speaker_pattern = "([a-z]+)_";
  EXPECT_ERROR(import_corpus("folders", folder.path(), options), corrupt_data,
               "first is 'joy/anna1.wav'");
}

TEST(ImportCsv, MapsColumnsAndKeepsTheOthers) {
  const test::TemporaryFolder folder;
  ImportOptions options;
  options.file_column = "path";
  options.speaker_column = "actor";
  options.emotion_column = "emotion_name";
  options.delimiter = ";";
  const auto table = folder.write("table.csv",
                                  "emotion;path;emotion_name;actor;age\n"
                                  "5;b.wav;anger;anna;30\n"
                                  "3;a.wav;joy;ben;40\n");
  const Manifest manifest = import_corpus("csv", table, options);
  EXPECT_THAT(files_of(manifest), ElementsAre("a.wav", "b.wav"));
  EXPECT_EQ(manifest.utterances[1].emotion, "anger");
  EXPECT_EQ(manifest.utterances[1].speaker, "anna");
  EXPECT_THAT(manifest.further_columns, ElementsAre("source_emotion", "age"));
  EXPECT_THAT(manifest.utterances[1].further, ElementsAre("5", "30"));
}

TEST(ImportCsv, NamesTheMissingColumn) {
  const test::TemporaryFolder folder;
  const auto table = folder.write("t.csv", "file,who,emotion\na,b,c\n");
  EXPECT_ERROR(import_corpus("csv", table), corrupt_data, "no column 'speaker'");
  ImportOptions options;
  options.delimiter = "::";
  EXPECT_ERROR(import_corpus("csv", table, options), invalid_argument, "delimiter");
}

TEST(Import, AcceptsTheSameFileNamesAsPredict) {
  const test::TemporaryFolder folder;
  folder.write("03a01Fa.wave", "");
  EXPECT_THAT(files_of(import_corpus("emodb", folder.path())), ElementsAre("03a01Fa.wave"));
}

TEST(Import, SkipsALinkToAMissingFile) {
  const test::TemporaryFolder folder;
  folder.write("b/03a01Fa.wav", "");
  fs::create_symlink("nowhere", folder.path() / "03a02Fa.wav");
  EXPECT_THAT(files_of(import_corpus("emodb", folder.path())), ElementsAre("b/03a01Fa.wav"));
}

TEST(Import, RefusesInvalidSources) {
  const test::TemporaryFolder folder;
  EXPECT_ERROR(import_corpus("emodb", folder.path()), corrupt_data, "no audio found");
  EXPECT_ERROR(import_corpus("emodb", folder.path() / "no"), not_found, "does not exist");
  EXPECT_ERROR(import_corpus("savee", folder.write("f", "")), invalid_argument, "not a folder");
  EXPECT_ERROR(import_corpus("csv", folder.path() / "no.csv"), not_found, "no.csv");
  EXPECT_ERROR(import_corpus("iemocap", folder.path()), invalid_argument,
               "'iemocap'; must be one of emodb, savee, csv, folders");
}

}  // namespace
}  // namespace emovox::corpus
