#include "corpus/folds.h"

#include <algorithm>
#include <set>

#include "corpus/make_manifest.h"
#include "expect_error.h"

namespace emovox::corpus {
namespace {

using ::testing::ElementsAre;

std::set<std::string> speakers_of(const Manifest& manifest, const std::vector<std::size_t>& which) {
  std::set<std::string> speakers;
  for (const std::size_t i : which) speakers.insert(manifest.utterances[i].speaker);
  return speakers;
}

/// Checks that every utterance is tested once and used for training in all other folds, and that no
/// speaker is on both sides.
void expect_sound(const Manifest& manifest, const std::vector<Fold>& folds) {
  std::vector<int> tested(manifest.utterances.size(), 0);
  std::set<std::string> done;
  for (const Fold& fold : folds) {
    const auto train = speakers_of(manifest, fold.train);
    for (const std::string& speaker : speakers_of(manifest, fold.test)) {
      EXPECT_FALSE(train.contains(speaker)) << speaker;
      EXPECT_TRUE(done.insert(speaker).second) << speaker;
    }
    for (const std::size_t i : fold.test) ++tested[i];
    EXPECT_EQ(fold.train.size() + fold.test.size(), manifest.utterances.size());
    EXPECT_TRUE(std::is_sorted(fold.train.begin(), fold.train.end()));
    EXPECT_TRUE(std::is_sorted(fold.test.begin(), fold.test.end()));
    EXPECT_FALSE(fold.train.empty());
  }
  EXPECT_THAT(tested, ::testing::Each(1));
  EXPECT_NO_THROW(check_speaker_disjoint(manifest, folds));
}

std::vector<std::string> names_of(const std::vector<Fold>& folds) {
  std::vector<std::string> names;
  for (const Fold& fold : folds) names.push_back(fold.name);
  return names;
}

TEST(Folds, LeaveEachSpeakerOutInOrder) {
  const Manifest manifest = manifest_of({2, 1, 3});
  const auto folds = leave_one_speaker_out(manifest);
  EXPECT_THAT(names_of(folds), ElementsAre("s0", "s1", "s2"));
  EXPECT_THAT(folds[1].test, ElementsAre(1));
  EXPECT_THAT(folds[1].train, ElementsAre(0, 2, 3, 4, 5));
}

TEST(Folds, LeaveGroupsOutOfWhichTheLastMayBeSmaller) {
  const Manifest manifest = manifest_of({1, 1, 1, 1, 1});
  const auto folds = leave_speakers_out(manifest, 2, 7);
  ASSERT_EQ(folds.size(), 3u);
  EXPECT_EQ(folds[0].test.size(), 2u);
  EXPECT_EQ(folds[2].test.size(), 1u);
  EXPECT_EQ(folds[0].name.size(), 5u);  // "s1+s3": sorted within a fold
  EXPECT_LT(folds[0].name.substr(0, 2), folds[0].name.substr(3));
}

TEST(Folds, DependOnTheSeedOnly) {
  const Manifest manifest = manifest_of({3, 1, 4, 1, 5, 9, 2, 6});
  EXPECT_EQ(names_of(leave_speakers_out(manifest, 3, 1)),
            names_of(leave_speakers_out(manifest, 3, 1)));
  EXPECT_NE(names_of(leave_speakers_out(manifest, 3, 1)),
            names_of(leave_speakers_out(manifest, 3, 2)));
  Manifest reversed = manifest;
  std::reverse(reversed.utterances.begin(), reversed.utterances.end());
  EXPECT_EQ(names_of(speaker_disjoint_folds(manifest, 3, 1)),
            names_of(speaker_disjoint_folds(reversed, 3, 1)));
  // Folds are part of a published result and must be the same on every machine. Expected values:
  // computed separately with MT19937-64.
  EXPECT_THAT(names_of(leave_speakers_out(manifest_of({1, 1, 1, 1}), 2, 1)),
              ElementsAre("s1+s2", "s0+s3"));
}

TEST(Folds, AreBalancedByUtterances) {
  const Manifest manifest = manifest_of({9, 1, 1, 1, 6, 6, 3, 3});
  for (const Fold& fold : speaker_disjoint_folds(manifest, 3, 5)) {
    EXPECT_EQ(fold.test.size(), 10u) << fold.name;
  }
}

TEST(Folds, NeverShareASpeaker) {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    const Manifest manifest = random_manifest(seed);
    const std::size_t speakers = manifest.speakers().size();
    expect_sound(manifest, leave_one_speaker_out(manifest));
    expect_sound(manifest, leave_speakers_out(manifest, 1 + seed % (speakers - 1), seed));
    const std::size_t k = 2 + seed % (speakers - 1);
    const auto folds = speaker_disjoint_folds(manifest, k, seed);
    EXPECT_EQ(folds.size(), k);
    expect_sound(manifest, folds);
  }
}

TEST(Folds, RefuseCorporaThatCannotBeSplit) {
  EXPECT_ERROR(leave_one_speaker_out(manifest_of({3})), invalid_argument, "only one speaker, 's0'");
  EXPECT_ERROR(leave_one_speaker_out({}), invalid_argument, "no speaker");
  EXPECT_ERROR(leave_speakers_out(manifest_of({1, 1}), 2, 0), invalid_argument, "leave 2 of 2");
  EXPECT_ERROR(leave_speakers_out(manifest_of({1, 1}), 0, 0), invalid_argument, "leave 0 of 2");
  EXPECT_ERROR(speaker_disjoint_folds(manifest_of({1, 1}), 3, 0), invalid_argument, "3 folds of 2");
  EXPECT_ERROR(speaker_disjoint_folds(manifest_of({1, 1}), 1, 0), invalid_argument, "1 folds of 2");
}

TEST(CheckSpeakerDisjoint, RefusesLeaksAndEmptySides) {
  const Manifest manifest = manifest_of({2, 2});  // s0 s1 s0 s1
  EXPECT_NO_THROW(check_speaker_disjoint(manifest, {{"f", {0, 2}, {1, 3}}}));
  EXPECT_ERROR(check_speaker_disjoint(manifest, {{"f", {0, 1}, {2}}}), invalid_argument,
               "fold 'f' trains and tests on speaker 's0'");
  EXPECT_ERROR(check_speaker_disjoint(manifest, {{"f", {0}, {}}}), invalid_argument,
               "tests nothing");
  EXPECT_ERROR(check_speaker_disjoint(manifest, {{"f", {}, {0}}}), invalid_argument,
               "trains on nothing");
  EXPECT_ERROR(check_speaker_disjoint(manifest, {{"f", {0}, {4}}}), invalid_argument,
               "has utterance 4");
  EXPECT_ERROR(check_speaker_disjoint(manifest, {}), invalid_argument, "no folds");
}

}  // namespace
}  // namespace emovox::corpus
