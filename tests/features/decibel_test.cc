#include "features/decibel.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "features/stages.h"
#include "kernels/every_target.h"

namespace emovox::features {
namespace {

TEST(Decibel, IsTenLogarithmsAndNeverUnderMinus100) {
  kernels::for_every_target([] {
    EXPECT_NEAR(decibel_of(1.0), 0.0, 1e-13);
    EXPECT_NEAR(decibel_of(1000.0), 30.0, 1e-13);
    EXPECT_NEAR(decibel_of(1e-9), -90.0, 1e-13);
    EXPECT_NEAR(decibel_of(1e82), 820.0, 1e-12);
    EXPECT_NEAR(decibel_of(1e-11), -100.0, 1e-13);
    EXPECT_NEAR(decibel_of(0.0), -100.0, 1e-13);
  });
}

// Over all magnitudes that a spectrum can have.
TEST(Decibel, IsWithinRoundingOfTheLibrarys) {
  kernels::for_every_target([] {
    for (double power = 1e-10; power < 1e82; power *= 1.37) {
      const double expected = 10.0 * std::log10(power);
      EXPECT_NEAR(decibel_of(power), expected, 1e-14 + 1e-15 * std::abs(expected)) << power;
    }
  });
}

TEST(FloorUnderMaximum, RaisesOnlyWhatLiesUnderIt) {
  std::vector<float> decibels{-90.0F, 10.0F, -70.5F, -69.5F};
  floor_under_maximum(decibels, 80.0);
  EXPECT_EQ(decibels, (std::vector<float>{-70.0F, 10.0F, -70.0F, -69.5F}));
}

TEST(FloorUnderMaximum, FindsTheMaximumWhereverItLies) {
  for (std::size_t length = 1; length < 50; ++length) {
    for (std::size_t at = 0; at < length; ++at) {
      std::vector<float> decibels(length, -90.0F);
      decibels[at] = 10.0F;
      floor_under_maximum(decibels, 80.0);
      for (std::size_t i = 0; i < length; ++i) {
        EXPECT_EQ(decibels[i], i == at ? 10.0F : -70.0F) << i << " of " << length;
      }
    }
  }
}

TEST(FloorUnderMaximum, OfNothingIsNothing) { floor_under_maximum({}, 80.0); }

}  // namespace
}  // namespace emovox::features
