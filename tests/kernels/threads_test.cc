#include "kernels/threads.h"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace emovox::kernels {
namespace {

TEST(ShareOverThreads, DoesEveryPieceOnce) {
  for (std::size_t count : {0u, 1u, 2u, 100u}) {
    std::vector<std::atomic<int>> done(count);
    share_over_threads({.pieces = count}, [&](std::size_t i) { ++done[i]; });
    for (const auto& times : done) EXPECT_EQ(times, 1);
  }
}

TEST(ShareOverThreads, LowestFailureComesOut) {
  for (int round = 0; round < 50; ++round) {
    std::string message;
    try {
      share_over_threads({.pieces = 8}, [](std::size_t i) {
        if (i == 2) std::this_thread::sleep_for(std::chrono::microseconds(200));
        if (i >= 2) throw std::runtime_error(std::to_string(i));
      });
    } catch (const std::runtime_error& error) {
      message = error.what();
    }
    ASSERT_EQ(message, "2");
  }
}

}  // namespace
}  // namespace emovox::kernels
