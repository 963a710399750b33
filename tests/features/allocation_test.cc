// What a stream of samples allocates: no memory for a frame but the rows it gives, which grow by
// doubling.
#include <gtest/gtest.h>

#include <vector>

#include "allocation_count.h"
#include "emovox/features.h"

namespace emovox {
namespace {

TEST(FeatureExtractor, AllocatesNothingForAFrameButItsRows) {
  const std::vector<float> hop(160, 0.1F);
  FeatureExtractor extractor;
  extractor.push(hop);
  const std::size_t before = allocation_count();
  for (int t = 0; t < 4096; ++t) extractor.push(hop);
  EXPECT_LE(allocation_count() - before, 2 * 13);  // both matrices double up to 4096 rows
}

TEST(FeatureExtractor, AllocatesNoMoreForThePitchThanItsFrames) {
  const std::vector<float> hop(160, 0.1F);
  FeatureExtractor extractor({}, kFeatureSets);
  for (int t = 0; t < 20; ++t) extractor.push(hop);  // buffers have their sizes now
  const std::size_t before = allocation_count();
  for (int t = 20; t < 4096; ++t) extractor.push(hop);
  EXPECT_LE(allocation_count() - before, 4 * 9);  // matrices and frames double from 16 rows on
}

TEST(FeatureExtractor, MakesRoomForAWholeRecordingAtOnce) {
  const std::vector<float> samples(160 * 4096, 0.1F);
  FeatureExtractor extractor;
  extractor.push(samples);
  extractor.finish();  // the buffer has its size now
  const std::size_t before = allocation_count();
  extractor.push(samples);
  EXPECT_LE(allocation_count() - before, 2);  // a matrix each
}

}  // namespace
}  // namespace emovox
