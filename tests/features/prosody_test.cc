#include "features/prosody.h"

#include <gmock/gmock.h>

#include <vector>

namespace emovox::features {
namespace {

FrameMatrix derived(const std::vector<Pitch>& pitch, const std::vector<float>& energy) {
  FrameMatrix prosody{std::vector<float>(pitch.size() * kProsodyDims), pitch.size(), kProsodyDims};
  for (std::size_t t = 0; t < pitch.size(); ++t) {
    prosody.frame(t)[column_of(Prosody::energy)] = energy[t];
  }
  derive_prosody(FrontEnd({}), pitch, prosody);
  return prosody;
}

std::vector<float> column(const FrameMatrix& prosody, Prosody which) {
  std::vector<float> values;
  for (std::size_t t = 0; t < prosody.frames; ++t) {
    values.push_back(prosody.frame(t)[column_of(which)]);
  }
  return values;
}

std::vector<float> pitches_of(const std::vector<float>& hz) {
  std::vector<Pitch> pitch;
  for (const float one : hz) pitch.push_back({one, 0.5F});
  return column(derived(pitch, std::vector<float>(hz.size())), Prosody::pitch);
}

using testing::ElementsAre;
using testing::FloatEq;
using testing::FloatNear;

TEST(Prosody, MeasuresPitchInSemitonesAbove55Hz) {
  EXPECT_THAT(pitches_of({55, 110, 220, 116.5409F}),
              ElementsAre(FloatEq(0), FloatEq(12), FloatEq(24), FloatNear(13, 1e-4F)));
}

TEST(Prosody, InterpolatesPitchOverUnvoicedFrames) {
  EXPECT_THAT(pitches_of({0, 0, 110, 0, 0, 0, 220, 110, 0}),
              ElementsAre(12, 12, 12, 15, 18, 21, 24, 12, 12));
  EXPECT_THAT(pitches_of({0, 110, 0}), ElementsAre(12, 12, 12));
  EXPECT_THAT(pitches_of({110}), ElementsAre(12));
}

TEST(Prosody, HasZeroPitchWithoutVoicedFrames) {
  EXPECT_THAT(pitches_of({0, 0, 0}), ElementsAre(0, 0, 0));
  EXPECT_THAT(pitches_of({0}), ElementsAre(0));
}

TEST(Prosody, FloorsEnergyUnderTheMaximum) {
  const auto prosody = derived(std::vector<Pitch>(4), {-100.0F, -12.5F, -95.0F, -90.0F});
  EXPECT_THAT(column(prosody, Prosody::energy), ElementsAre(-92.5F, -12.5F, -92.5F, -90.0F));
}

TEST(Prosody, CopiesVoicing) {
  const auto prosody = derived({{110.0F, 0.75F}, {0.0F, 0.25F}}, {0.0F, 0.0F});
  EXPECT_THAT(column(prosody, Prosody::voicing), ElementsAre(0.75F, 0.25F));
}

TEST(Prosody, SlopesAreDeltasOfPitchAndEnergy) {
  std::vector<Pitch> rising;
  std::vector<float> falling;
  for (int t = 0; t < 20; ++t) {
    rising.push_back({static_cast<float>(55.0 * std::exp2(t / 12.0)), 1.0F});
    falling.push_back(-2.0F * static_cast<float>(t));
  }
  const auto prosody = derived(rising, falling);
  EXPECT_THAT(column(prosody, Prosody::pitch_delta), testing::Each(FloatNear(1.0F, 1e-5F)));
  EXPECT_THAT(column(prosody, Prosody::energy_delta), testing::Each(FloatNear(-2.0F, 1e-5F)));
}

}  // namespace
}  // namespace emovox::features
