#include "corpus/check.h"

#include <algorithm>

#include "corpus/import.h"
#include "corpus/make_manifest.h"
#include "corpus/make_wav.h"
#include "expect_error.h"
#include "temporary_folder.h"
#include "test_places.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

/// A corpus of two good files, to which each test adds an error.
class Check : public ::testing::Test {
 protected:
  Check() {
    manifest_.folder = folder_.path();
    add("good1.wav", wav_of(tone(440.0)), "anna", "joy");
    add("good2.wav", wav_of(tone(550.0)), "ben", "anger");
  }

  void add(const std::string& file, const std::string& bytes, const std::string& speaker,
           const std::string& emotion) {
    folder_.write(file, bytes);
    manifest_.utterances.push_back(utterance(file, speaker, emotion));
  }

  /// The only problem of the report.
  Problem problem() {
    const CheckReport report = check_corpus(manifest_);
    EXPECT_EQ(report.problems.size(), 1u);
    return report.problems.empty() ? Problem{} : report.problems[0];
  }

  void expect_problem(Severity severity, const std::string& kind, const std::string& words,
                      const std::vector<std::string>& files) {
    const Problem found = problem();
    EXPECT_EQ(found.severity, severity);
    EXPECT_EQ(found.kind, kind);
    EXPECT_THAT(found.message, HasSubstr(words));
    EXPECT_EQ(found.files, files);
  }

  test::TemporaryFolder folder_;
  Manifest manifest_;
};

TEST_F(Check, FindsNothingWrongWithAGoodCorpus) {
  const CheckReport report = check_corpus(manifest_);
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.files, 2u);
  EXPECT_DOUBLE_EQ(report.duration, 0.5);
  EXPECT_EQ(report.emotions.at("joy"), 1u);
  EXPECT_EQ(report.speakers.at("ben"), 1u);
  EXPECT_EQ(report.sample_rates.at(16000), 2u);
  EXPECT_EQ(report.corpus, "");
}

TEST_F(Check, FindsUnreadableFiles) {
  add("text.wav", "no audio at all", "anna", "joy");
  manifest_.utterances.push_back(utterance("missing.wav", "anna", "joy"));
  const CheckReport report = check_corpus(manifest_);
  ASSERT_EQ(report.count(Severity::error), 2u);
  EXPECT_EQ(report.problems[0].kind, "unreadable");
  EXPECT_THAT(report.problems[0].message, HasSubstr("text.wav"));
  EXPECT_THAT(report.problems[1].files, ElementsAre("missing.wav"));
}

TEST_F(Check, FindsEmptyFiles) {
  add("empty.wav", wav_of({}), "anna", "joy");
  const CheckReport report = check_corpus(manifest_);
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_THAT(report.problems[0].kind, ::testing::AnyOf("empty", "unreadable"));
  EXPECT_EQ(report.problems[0].severity, Severity::error);
}

TEST_F(Check, FindsSilentFiles) {
  add("silent.wav", wav_of(tone(440.0, 4000, 20.0)), "anna", "joy");
  add("zero.wav", wav_of(std::vector<std::int16_t>(4000, 0)), "anna", "joy");
  add("zero2.wav", wav_of(std::vector<std::int16_t>(4000, 0)), "ben", "anger");
  expect_problem(Severity::warning, "silent", "3 files silent",
                 {"silent.wav", "zero.wav", "zero2.wav"});
}

TEST_F(Check, FindsShortFiles) {
  add("short.wav", wav_of(tone(440.0, 1500)), "anna", "joy");
  expect_problem(Severity::warning, "too_short", "1 file shorter than 0.1 s", {"short.wav"});
}

TEST_F(Check, FindsClippedFiles) {
  auto samples = tone(440.0, 4000, 60000.0 / 2);
  for (auto& sample : samples) sample = sample > 20000 ? INT16_MAX : sample;
  add("clipped.wav", wav_of(samples), "anna", "joy");
  expect_problem(Severity::warning, "clipped", "1 file clipped", {"clipped.wav"});
}

TEST_F(Check, FindsTheSameBytesUnderTwoSpeakers) {
  add("copy.wav", wav_of(tone(440.0)), "carl", "joy");
  expect_problem(Severity::error, "identical_audio",
                 "2 files are byte-identical under speakers anna, carl: merge them",
                 {"copy.wav", "good1.wav"});
}

TEST_F(Check, FindsTheSameSamplesInOtherBytes) {
  const std::string chunk = "PAD " + little_endian(4, 4) + "abcd";
  add("copy.wav", wav_of(tone(440.0), 16000, chunk), "anna", "joy");
  expect_problem(Severity::warning, "identical_audio", "2 files are sample-identical",
                 {"copy.wav", "good1.wav"});
}

TEST_F(Check, FindsTheSameAudioUnderTwoEmotions) {
  add("copy.wav", wav_of(tone(440.0)), "anna", "fear");
  expect_problem(Severity::error, "identical_audio", "under emotions fear, joy: at most one",
                 {"copy.wav", "good1.wav"});
}

TEST_F(Check, FindsMixedRates) {
  add("fast.wav", wav_of(tone(660.0, 20000), 44100), "anna", "joy");
  expect_problem(Severity::warning, "mixed_rates", "2 at 16000 Hz, 1 at 44100 Hz", {});
}

TEST_F(Check, FindsUtterancesBeyondTheEndOfTheirFile) {
  manifest_.utterances[0].start = 0.1;
  manifest_.utterances[0].end = 0.3;
  expect_problem(Severity::error, "beyond_end", "to 0.3 s of 0.25 s", {"good1.wav"});
}

TEST_F(Check, ComparesCountsWithThePublishedOnes) {
  manifest_.utterances.clear();
  add("03a01Fa.wav", wav_of(tone(440.0)), "03", "happiness");
  const CheckReport known = check_corpus(manifest_);
  EXPECT_EQ(known.corpus, "EMO-DB");
  EXPECT_EQ(known.published_emotions.at("anger"), 127u);
  EXPECT_EQ(known.count(Severity::warning), 2u);
  EXPECT_EQ(known.count(Severity::error), 0u);
  EXPECT_THAT(known.problems[0].message, HasSubstr("happiness 1 (published 71)"));
  EXPECT_THAT(known.problems[1].message, HasSubstr("03 1 (published 49)"));
  EXPECT_EQ(check_corpus(manifest_, {.corpus = "emodb"}).count(Severity::error), 2u);
  EXPECT_EQ(check_corpus(manifest_, {.corpus = "savee"}).corpus, "SAVEE");
  EXPECT_ERROR(check_corpus(manifest_, {.corpus = "csv"}), invalid_argument, "emodb, savee");
}

TEST(CheckEmodb, FindsThePublishedCorpus) {
  const fs::path corpus = emodb_folder();
  if (!fs::exists(corpus)) GTEST_SKIP() << "EMO-DB is not at " << corpus;
  const CheckReport report = check_corpus(import_corpus("emodb", corpus), {.corpus = "emodb"});
  EXPECT_EQ(report.files, 535u);
  EXPECT_EQ(report.emotions, report.published_emotions);
  EXPECT_EQ(report.speakers, report.published_speakers);
  EXPECT_NEAR(report.duration, 1487.0, 1.0);
  EXPECT_EQ(report.sample_rates.at(16000), 535u);
  EXPECT_EQ(report.count(Severity::error), 0u);
  for (const Problem& problem : report.problems) {
    ADD_FAILURE() << problem.kind << ": " << problem.message;
  }
}

}  // namespace
}  // namespace emovox::corpus
