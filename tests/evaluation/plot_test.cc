#include "evaluation/plot.h"

#include <gmock/gmock.h>

namespace emovox::evaluation {
namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

TEST(Plot, TicksAreRoundAndWithin) {
  EXPECT_THAT(round_ticks(0.0, 1.0, 5),
              Pointwise(DoubleNear(1e-12), std::vector<double>{0, 0.2, 0.4, 0.6, 0.8, 1}));
  EXPECT_THAT(round_ticks(1.0, 30.0, 6), ElementsAre(5, 10, 15, 20, 25, 30));
  EXPECT_THAT(round_ticks(0.0, 2.7, 5), ElementsAre(0, 1, 2));
  EXPECT_THAT(round_ticks(3.0, 3.0, 5), ElementsAre(3));
}

TEST(Plot, TicksAreWrittenAsShortAsTheirDistanceAllows) {
  EXPECT_EQ(tick_text(0.30000000000000004, 0.1), "0.3");
  EXPECT_EQ(tick_text(20.0, 5.0), "20");
  EXPECT_EQ(tick_text(0.25, 0.05), "0.25");
  EXPECT_EQ(tick_text(-0.0, 1.0), "0");
}

TEST(Plot, PutsDataWhereTheyBelong) {
  const Plot plot({10, 20, 100, 50}, 0.0, 2.0, 0.0, 1.0);
  EXPECT_EQ(plot.at(0, 0).x, 10);
  EXPECT_EQ(plot.at(0, 0).y, 70);
  EXPECT_EQ(plot.at(2, 1).x, 110);
  EXPECT_EQ(plot.at(2, 1).y, 20);
}

}  // namespace
}  // namespace emovox::evaluation
