#include "corpus/checksum.h"

#include "corpus/make_manifest.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

TEST(Hash, IsXxh3Of128Bits) {
  // xxhsum -H2 of nothing and of "abc".
  EXPECT_EQ(Hash().hex(), "99aa06d3014798d86001c324468d497f");
  const test::TemporaryFolder folder;
  EXPECT_EQ(hash_file(folder.write("x", "abc")), "06b05ab6733a618578af5f94892f3950");
  EXPECT_ERROR(hash_file(folder.path() / "no"), not_found, "reading failed");
  EXPECT_ERROR(hash_file(folder.path()), io, "reading failed");
}

class Checksum : public ::testing::Test {
 protected:
  Checksum() {
    folder_.write("1.wav", "one");
    folder_.write("2.wav", "two");
    manifest_.folder = folder_.path();
    manifest_.utterances = {utterance("1.wav", "anna", "joy"), utterance("2.wav", "ben", "anger")};
  }
  test::TemporaryFolder folder_;
  Manifest manifest_;
};

TEST_F(Checksum, DoesNotChangeWhenFilesMove) {
  const std::string before = corpus_checksum(manifest_);
  EXPECT_EQ(before.size(), 32u);
  std::filesystem::rename(folder_.path() / "1.wav", folder_.path() / "moved.wav");
  manifest_.utterances[0].file = "moved.wav";
  EXPECT_EQ(corpus_checksum(manifest_), before);
}

TEST_F(Checksum, ChangesWithBytesLabelsBoundsAndOrder) {
  const std::string before = corpus_checksum(manifest_);
  const auto changed = [&](auto change) {
    Manifest other = manifest_;
    change(other);
    return corpus_checksum(other) != before;
  };
  EXPECT_TRUE(changed([](Manifest& m) { m.utterances[0].emotion = "fear"; }));
  EXPECT_TRUE(changed([](Manifest& m) { m.utterances[0].speaker = "ben"; }));
  EXPECT_TRUE(changed([](Manifest& m) { m.utterances[0].end = 1.0; }));
  EXPECT_TRUE(changed([](Manifest& m) { std::swap(m.utterances[0], m.utterances[1]); }));
  folder_.write("1.wav", "onE");
  EXPECT_NE(corpus_checksum(manifest_), before);
}

TEST_F(Checksum, NamesTheMissingFile) {
  manifest_.utterances[1].file = "3.wav";
  EXPECT_ERROR(corpus_checksum(manifest_), not_found, "3.wav");
}

}  // namespace
}  // namespace emovox::corpus
