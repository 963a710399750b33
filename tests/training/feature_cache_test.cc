// The feature cache: the result equals computed features, even if files are damaged.
#include "training/feature_cache.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>

#include "expect_error.h"
#include "temporary_folder.h"
#include "text/whole_file.h"
#include "training/small_corpus.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

bool same_bits(const FrameMatrix& a, const FrameMatrix& b) {
  return a.frames == b.frames && a.dims == b.dims && a.values.size() == b.values.size() &&
         std::memcmp(a.values.data(), b.values.data(), a.values.size() * sizeof(float)) == 0;
}

bool same_bits(const Features& a, const Features& b) {
  return std::ranges::all_of(kFeatureSets,
                             [&](FeatureSet set) { return same_bits(a[set], b[set]); });
}

class FeatureCacheTest : public ::testing::Test {
 protected:
  /// Whether a new cache in the folder finds `audio`. Also checks its result.
  bool finds(const Audio& audio, const FeatureOptions& options = {},
             std::span<const FeatureSet> sets = kPaperSets) const {
    FeatureCache cache(folder_, options, sets);
    EXPECT_TRUE(same_bits(cache.features_of(audio), extract_features(audio, options, sets)));
    EXPECT_EQ(cache.obstacle(), "");
    return cache.found() == 1;
  }

  fs::path path_of(const Audio& audio) const { return FeatureCache(folder_, {}).path_of(audio); }

  test::TemporaryFolder place_;
  fs::path folder_ = place_.path() / "cache" / "features";
  Audio voice_ = class_voice(1, 1);
};

TEST_F(FeatureCacheTest, GivesTheSameBitsFromTheDisk) {
  EXPECT_FALSE(finds(voice_));
  EXPECT_TRUE(finds(voice_));
  EXPECT_EQ(fs::status(folder_).permissions(), fs::perms::owner_all);
  for (const int rate : {22050, 11025}) {  // the same samples, resampled
    voice_.sample_rate = rate;
    EXPECT_FALSE(finds(voice_)) << rate;
    EXPECT_TRUE(finds(voice_)) << rate;
  }
}

TEST_F(FeatureCacheTest, KeyDependsOnEverySample) {
  voice_.samples.resize(800);
  finds(voice_);
  for (float& sample : voice_.samples) {
    const float before = sample;
    sample = std::nextafter(sample, 2.0f);
    EXPECT_FALSE(finds(voice_));
    sample = before;
  }
  voice_.samples.push_back(0.0f);
  EXPECT_FALSE(finds(voice_));
  voice_.samples.resize(799);
  EXPECT_FALSE(finds(voice_));
}

TEST_F(FeatureCacheTest, KeyDependsOnEveryOption) {
  finds(voice_);
  FeatureOptions options;
  options.mel_high = 7000.0;  // leaves room for a higher sample rate and low edge
  FeatureOptions::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo&) {
    const auto before = field;
    using Field = std::remove_cvref_t<decltype(field)>;
    field = static_cast<Field>(name == "rolloff"      ? 0.9
                               : name == "fft_length" ? 1024
                                                      : 2.0 + before);
    EXPECT_FALSE(finds(voice_, options)) << name;
    EXPECT_TRUE(finds(voice_, options)) << name;
    field = before;
  });
}

TEST_F(FeatureCacheTest, KeyDependsOnTheSetsAndNotOnTheirOrder) {
  using enum FeatureSet;
  const std::vector<std::vector<FeatureSet>> choices{
      {log_mel, lld}, {prosody}, {log_mel, prosody}, {lld, prosody}, {log_mel, lld, prosody}};
  for (const auto& sets : choices) {
    EXPECT_FALSE(finds(voice_, {}, sets));
    EXPECT_TRUE(finds(voice_, {}, sets));
    EXPECT_TRUE(finds(voice_, {}, std::vector(sets.rbegin(), sets.rend())));
  }
}

TEST_F(FeatureCacheTest, ComputesDamagedFilesAgain) {
  voice_.samples.resize(800);
  const Features expected = extract_features(voice_);
  FeatureCache cache(folder_, {});
  cache.features_of(voice_);
  const fs::path path = path_of(voice_);
  const std::string whole = text::read_file(path);
  const auto expect_rewritten = [&](const std::string& damaged) {
    text::write_file_atomically(path, damaged, text::Durability::checked_by_readers);
    EXPECT_TRUE(same_bits(cache.features_of(voice_), expected));
    EXPECT_EQ(cache.found(), 0u);
    EXPECT_EQ(text::read_file(path), whole);
  };
  for (std::size_t size = 0; size < whole.size(); ++size) expect_rewritten(whole.substr(0, size));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string flipped = whole;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << at % 8));
    expect_rewritten(flipped);
  }
  expect_rewritten(whole + "\n");
  expect_rewritten(std::string(1 << 20, '\0'));
  cache.features_of(voice_);
  EXPECT_EQ(cache.found(), 1u);
}

TEST_F(FeatureCacheTest, IgnoresFilesOfOtherRecordings) {
  finds(voice_);
  const Audio other = class_voice(0, 2);
  fs::copy_file(path_of(voice_), path_of(other));
  EXPECT_FALSE(finds(other));
  EXPECT_TRUE(finds(other));
}

TEST_F(FeatureCacheTest, IsSharedByProcesses) {
  constexpr int kProcesses = 4;
  std::vector<pid_t> children;
  for (int process = 0; process < kProcesses; ++process) {
    const pid_t child = ::fork();
    if (child == 0) {
      for (std::uint64_t round = 0; round < 50; ++round) finds(class_voice(0, round % 5));
      ::_exit(HasFailure() ? 1 : 0);
    }
    children.push_back(child);
  }
  for (const pid_t child : children) {
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
  }
  for (std::uint64_t seed = 0; seed < 5; ++seed) EXPECT_TRUE(finds(class_voice(0, seed)));
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_), fs::directory_iterator()), 5);
}

TEST_F(FeatureCacheTest, ContinuesIfNothingCanBeWritten) {
  const fs::path file = place_.write("file", "no folder");
  for (const fs::path& folder : {file, file / "below", fs::path("/proc/none")}) {
    FeatureCache cache(folder, {});
    EXPECT_TRUE(same_bits(cache.features_of(voice_), extract_features(voice_)));
    EXPECT_EQ(cache.obstacle().substr(0, folder.string().size()), folder.string());
  }
  fs::create_directories(path_of(voice_));  // a folder at the path of the file
  FeatureCache cache(folder_, {});
  EXPECT_TRUE(same_bits(cache.features_of(voice_), extract_features(voice_)));
  EXPECT_NE(cache.obstacle(), "");
}

TEST_F(FeatureCacheTest, StoresNothingWithoutAFolder) {
  FeatureCache cache({}, {});
  EXPECT_TRUE(same_bits(cache.features_of(voice_), extract_features(voice_)));
  cache.features_of(voice_);
  EXPECT_EQ(cache.found(), 0u);
  EXPECT_EQ(cache.obstacle(), "");
}

TEST_F(FeatureCacheTest, RefusesInvalidOptions) {
  FeatureOptions options;
  options.hop_length = 0;
  EXPECT_ERROR(FeatureCache(folder_, options), invalid_argument, "hop_length");
  options = {.sample_rate = 3000, .mel_high = 1500.0};
  EXPECT_ERROR(FeatureCache(folder_, options, kFeatureSets), invalid_argument, "sample_rate");
  voice_.sample_rate = 0;
  EXPECT_ERROR(FeatureCache(folder_, {}).features_of(voice_), invalid_argument, "sample rate");
}

}  // namespace
}  // namespace emovox::training
