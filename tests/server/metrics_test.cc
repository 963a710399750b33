#include "server/metrics.h"

#include <gtest/gtest.h>

namespace emovox::server {
namespace {

using namespace std::chrono_literals;

TEST(DurationHistogram, CountsDurationsUpToEachBound) {
  DurationHistogram durations;
  for (const auto duration : {1ms, 5ms, 6ms, 250ms, 9000ms}) durations.add(duration);
  EXPECT_EQ(durations.text("wait"),
            "wait_bucket{le=\"0.005\"} 2\n"
            "wait_bucket{le=\"0.01\"} 3\n"
            "wait_bucket{le=\"0.025\"} 3\n"
            "wait_bucket{le=\"0.05\"} 3\n"
            "wait_bucket{le=\"0.1\"} 3\n"
            "wait_bucket{le=\"0.25\"} 4\n"
            "wait_bucket{le=\"0.5\"} 4\n"
            "wait_bucket{le=\"1\"} 4\n"
            "wait_bucket{le=\"2.5\"} 4\n"
            "wait_bucket{le=\"5\"} 4\n"
            "wait_bucket{le=\"+Inf\"} 5\n"
            "wait_sum 9.262\n"
            "wait_count 5\n");
}

}  // namespace
}  // namespace emovox::server
