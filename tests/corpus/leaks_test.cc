#include "corpus/leaks.h"

#include <algorithm>
#include <set>

#include "corpus/audio_statistics.h"
#include "corpus/folds_file.h"
#include "corpus/make_manifest.h"
#include "corpus/make_wav.h"
#include "corpus/utterance_audio.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

using ::testing::Each;

/// Every speaker says every sentence with both emotions, except that the last speaker omits the
/// last sentence.
Manifest speakers_and_texts(std::size_t speakers, std::size_t texts) {
  Manifest manifest;
  manifest.further_columns = {"sex", "text"};
  for (std::size_t s = 0; s < speakers; ++s) {
    for (std::size_t t = 0; t < texts; ++t) {
      for (const char* emotion : {"anger", "joy"}) {
        if (s + 1 == speakers && t + 1 == texts) continue;
        Utterance one = utterance(std::to_string(manifest.utterances.size()) + ".wav",
                                  "s" + std::to_string(s), emotion);
        one.further = {"f", "text " + std::to_string(t)};
        manifest.utterances.push_back(one);
      }
    }
  }
  return manifest;
}

std::set<std::string> values(const Manifest& manifest, const std::vector<std::size_t>& which,
                             bool texts) {
  std::set<std::string> found;
  for (const std::size_t i : which) {
    const Utterance& one = manifest.utterances[i];
    found.insert(texts ? one.further[1] : one.speaker);
  }
  return found;
}

bool meet(const std::set<std::string>& a, const std::set<std::string>& b) {
  return std::ranges::any_of(a, [&](const std::string& one) { return b.contains(one); });
}

TEST(HoldTextsOut, TrainsOnNeitherTheSpeakerNorTheSentenceOfATestUtterance) {
  const Manifest manifest = speakers_and_texts(4, 6);
  for (const std::size_t groups : {2, 3, 6}) {
    const auto folds = hold_texts_out(manifest, leave_one_speaker_out(manifest), groups, 5);
    EXPECT_EQ(folds.size(), groups == 6 ? 23u : 4 * groups);  // one speaker lacks one sentence
    std::vector<int> tested(manifest.utterances.size(), 0);
    for (const Fold& fold : folds) {
      EXPECT_TRUE(fold.texts_held_out);
      EXPECT_FALSE(fold.train.empty());
      for (const bool texts : {false, true}) {
        EXPECT_FALSE(meet(values(manifest, fold.train, texts), values(manifest, fold.test, texts)));
      }
      for (const std::size_t i : fold.test) ++tested[i];
    }
    EXPECT_THAT(tested, Each(1));
    EXPECT_NO_THROW(check_disjoint(manifest, folds));
  }
}

TEST(HoldTextsOut, KeepsAllOtherUtterancesForTraining) {
  const Manifest manifest = speakers_and_texts(4, 6);
  for (const Fold& fold : hold_texts_out(manifest, leave_one_speaker_out(manifest), 3, 5)) {
    const auto speakers = values(manifest, fold.test, false);
    const auto texts = values(manifest, fold.test, true);
    for (std::size_t i = 0; i < manifest.utterances.size(); ++i) {
      const bool apart = !speakers.contains(manifest.utterances[i].speaker) &&
                         !texts.contains(manifest.utterances[i].further[1]);
      EXPECT_EQ(std::ranges::binary_search(fold.train, i), apart);
    }
  }
}

TEST(HoldTextsOut, RefusesManifestsWithoutSentences) {
  Manifest manifest = speakers_and_texts(3, 4);
  const auto folds = leave_one_speaker_out(manifest);
  EXPECT_ERROR(hold_texts_out(manifest, folds, 5, 1), invalid_argument, "5 groups of 4 sentences");
  EXPECT_ERROR(hold_texts_out(manifest, folds, 1, 1), invalid_argument, "1 groups of 4 sentences");
  manifest.utterances[3].further[1].clear();
  EXPECT_ERROR(hold_texts_out(manifest, folds, 2, 1), invalid_argument,
               "'3.wav' has an empty text");
  manifest.further_columns[1] = "sentence";
  EXPECT_ERROR(hold_texts_out(manifest, folds, 2, 1), invalid_argument, "no column text");
}

TEST(CheckDisjoint, FindsASentenceOnBothSides) {
  const Manifest manifest = speakers_and_texts(3, 4);
  auto folds = hold_texts_out(manifest, leave_one_speaker_out(manifest), 2, 1);
  Fold leaking = leave_one_speaker_out(manifest)[0];
  EXPECT_NO_THROW(check_disjoint(manifest, {leaking}));
  leaking.texts_held_out = true;
  EXPECT_ERROR(check_disjoint(manifest, {leaking}), invalid_argument, "which have the same text");
  folds[0].train.push_back(folds[0].test[0]);
  EXPECT_ERROR(check_disjoint(manifest, folds), invalid_argument, "on speaker 's0'");
}

TEST(FoldsFile, RecordsThatSentencesAreHeldOut) {
  const test::TemporaryFolder folder;
  const Manifest manifest = speakers_and_texts(4, 6);
  const auto folds = hold_texts_out(manifest, leave_one_speaker_out(manifest), 3, 5);
  write_folds(folder.path() / "folds.csv", manifest, folds);
  EXPECT_TRUE(folder.read("folds.csv").starts_with("file,speaker,emotion,fold,text\n"));
  const auto back = read_folds(folder.path() / "folds.csv", manifest);
  ASSERT_EQ(back.size(), folds.size());
  for (std::size_t f = 0; f < folds.size(); ++f) {
    EXPECT_EQ(back[f].name, folds[f].name);
    EXPECT_EQ(back[f].train, folds[f].train);
    EXPECT_EQ(back[f].test, folds[f].test);
    EXPECT_TRUE(back[f].texts_held_out);
  }
}

// --- Audio ---------------------------------------------------------------------------------------

class SharedAudio : public ::testing::Test {
 protected:
  SharedAudio() {
    manifest_ = manifest_of({2, 2});
    manifest_.folder = folder_.path();
    for (std::size_t i = 0; i < 4; ++i) {
      manifest_.utterances[i].file = std::to_string(i) + ".wav";
      folder_.write(manifest_.utterances[i].file,
                    wav_of(tone(200.0 + 50.0 * static_cast<double>(i))));
    }
  }

  void check() {
    check_audio_disjoint(manifest_, leave_one_speaker_out(manifest_), hash_utterances(manifest_));
  }

  test::TemporaryFolder folder_;
  Manifest manifest_;
};

TEST_F(SharedAudio, IsFoundUnderTwoSpeakersDespiteOtherFileNames) {
  EXPECT_NO_THROW(check());
  folder_.write("2.wav", wav_of(tone(200.0)));  // of the same speaker: one side
  EXPECT_NO_THROW(check());
  folder_.write("3.wav", wav_of(tone(200.0), 16000, "LIST" + little_endian(4, 4) + "INFO"));
  EXPECT_ERROR(check(), invalid_argument, "'0.wav' of speaker 's0' and '3.wav' of speaker 's1'");
}

TEST_F(SharedAudio, IsFoundInSegmentsOfFiles) {
  auto samples = tone(200.0, 8000);
  const auto other = tone(700.0, 8000);
  samples.insert(samples.end(), other.begin(), other.end());
  folder_.write("3.wav", wav_of(samples));
  folder_.write("0.wav", wav_of(other));
  EXPECT_NO_THROW(check());
  manifest_.utterances[3].start = 0.5;
  EXPECT_ERROR(check(), invalid_argument, "are the same audio");
}

TEST_F(SharedAudio, IsFoundOnBothSidesOfAFold) {
  folder_.write("2.wav", wav_of(tone(200.0)));
  const Fold leaking{"half", {1, 2, 3}, {0}};
  EXPECT_ERROR(check_audio_disjoint(manifest_, {leaking}, hash_utterances(manifest_)),
               invalid_argument, "tests '0.wav' and trains on '2.wav', which have the same audio");
}

TEST_F(SharedAudio, HashesEqualThoseOfTheCorpusCheck) {
  EXPECT_EQ(hash_utterances(manifest_)[2], measure_audio(folder_.path() / "2.wav").sample_hash);
}

}  // namespace
}  // namespace emovox::corpus
