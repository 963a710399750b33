#include "features/decibel.h"

#include <gtest/gtest.h>

#include <vector>

namespace emovox::features {
namespace {

TEST(PowerToDb, IsTenLogarithmsAndNeverUnderMinus100) {
  EXPECT_FLOAT_EQ(power_to_db(1.0), 0.0F);
  EXPECT_FLOAT_EQ(power_to_db(1000.0), 30.0F);
  EXPECT_FLOAT_EQ(power_to_db(1e-9), -90.0F);
  EXPECT_FLOAT_EQ(power_to_db(1e-11), -100.0F);
  EXPECT_FLOAT_EQ(power_to_db(0.0), -100.0F);
}

TEST(FloorUnderMaximum, RaisesOnlyWhatLiesUnderIt) {
  std::vector<float> decibels{-90.0F, 10.0F, -70.5F, -69.5F};
  floor_under_maximum(decibels, 80.0);
  EXPECT_EQ(decibels, (std::vector<float>{-70.0F, 10.0F, -70.0F, -69.5F}));
}

TEST(FloorUnderMaximum, OfNothingIsNothing) { floor_under_maximum({}, 80.0); }

}  // namespace
}  // namespace emovox::features
