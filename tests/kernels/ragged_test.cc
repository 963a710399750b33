#include "kernels/ragged.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "emovox/error.h"

namespace emovox::kernels {
namespace {

using ::testing::HasSubstr;

std::vector<std::size_t> random_lengths(std::uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<std::size_t> lengths(1 + random() % 20);
  for (std::size_t& length : lengths) length = 1 + random() % 12;
  return lengths;
}

TEST(RaggedBatch, HasTheExpectedLayout) {
  const RaggedBatch batch(std::vector<std::size_t>{2, 3, 1, 3});
  EXPECT_EQ(batch.size(), 4);
  EXPECT_EQ(batch.steps(), 3);
  EXPECT_EQ(batch.rows(), 9);
  const std::vector<std::size_t> order = {1, 3, 0, 2}, live = {4, 3, 2}, offset = {0, 4, 7};
  for (std::size_t rank = 0; rank < 4; ++rank) EXPECT_EQ(batch.original(rank), order[rank]);
  for (std::size_t t = 0; t < 3; ++t) {
    EXPECT_EQ(batch.live(t), live[t]);
    EXPECT_EQ(batch.offset(t), offset[t]);
  }
  EXPECT_EQ(batch.row(2, 1), 6);
}

TEST(RaggedBatch, SortsByFallingLengthAndKeepsTies) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const auto lengths = random_lengths(seed);
    const RaggedBatch batch(lengths);
    std::set<std::size_t> seen;
    for (std::size_t rank = 0; rank < batch.size(); ++rank) {
      seen.insert(batch.original(rank));
      ASSERT_EQ(batch.length(rank), lengths[batch.original(rank)]);
      if (rank == 0) continue;
      ASSERT_GE(batch.length(rank - 1), batch.length(rank));
      if (batch.length(rank - 1) == batch.length(rank)) {
        ASSERT_LT(batch.original(rank - 1), batch.original(rank));
      }
    }
    ASSERT_EQ(seen.size(), lengths.size());
  }
}

TEST(RaggedBatch, GivesEachFrameExactlyOneRow) {
  for (std::uint32_t seed = 0; seed < 200; ++seed) {
    const RaggedBatch batch(random_lengths(seed));
    std::set<std::size_t> rows;
    std::size_t frames = 0;
    for (std::size_t rank = 0; rank < batch.size(); ++rank) {
      frames += batch.length(rank);
      for (std::size_t t = 0; t < batch.length(rank); ++t) {
        rows.insert(batch.row(rank, t));
        ASSERT_LT(rank, batch.live(t));
      }
    }
    ASSERT_EQ(rows.size(), frames);
    ASSERT_EQ(batch.rows(), frames);
    ASSERT_EQ(*rows.rbegin(), frames - 1);
  }
}

TEST(RaggedBatch, IsEmptyWithoutUtterances) {
  const RaggedBatch batch(std::vector<std::size_t>{});
  EXPECT_EQ(batch.size(), 0);
  EXPECT_EQ(batch.steps(), 0);
  EXPECT_EQ(batch.rows(), 0);
}

TEST(RaggedBatch, RefusesAnUtteranceWithoutSteps) {
  try {
    RaggedBatch(std::vector<std::size_t>{2, 0});
    FAIL() << "accepted";
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
    EXPECT_THAT(error.what(), HasSubstr("utterance 1"));
  }
}

}  // namespace
}  // namespace emovox::kernels
