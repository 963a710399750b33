// Callers run streams and directions on threads of their own: the bits must not notice.
#include <cblas.h>
#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "kernels/lstm_problem.h"

namespace emovox::kernels {
namespace {

// Large enough for a BLAS library to want several threads of its own.
ProblemOptions options_of(std::size_t k) {
  return {.shape = {64, 128},
          .lengths = {40, 17, 33, 1, 25, 40, 8, 39, 30, 21},
          .peephole = k % 2 == 0,
          .direction = k < 2 ? Direction::forward : Direction::backward};
}

bool same_bits(const Padded<float>& a, const Padded<float>& b) {
  for (std::size_t row = 0; row < a.height(); ++row) {
    const std::size_t bytes = a.width() * sizeof(float);
    if (std::memcmp(a.data() + row * a.rows().stride, b.data() + row * b.rows().stride, bytes)) {
      return false;
    }
  }
  return true;
}

void expect_same(const Problem<float>& a, const Problem<float>& b) {
  EXPECT_TRUE(same_bits(a.h, b.h));
  EXPECT_TRUE(same_bits(a.dx, b.dx));
  EXPECT_TRUE(same_bits(a.dinput, b.dinput));
  EXPECT_TRUE(same_bits(a.drecurrent, b.drecurrent));
  EXPECT_TRUE(same_bits(a.dbias, b.dbias));
  EXPECT_TRUE(same_bits(a.dpeephole, b.dpeephole));
}

void run(Problem<float>& problem) {
  problem.forward();
  problem.backward();
}

TEST(LstmThreads, FourAtOnceGiveTheBitsOfOneAlone) {
  std::vector<Problem<float>> alone, together;
  for (std::size_t k = 0; k < 4; ++k) alone.emplace_back(options_of(k));
  for (auto& problem : alone) run(problem);
  for (int round = 0; round < 5; ++round) {
    together.clear();
    for (std::size_t k = 0; k < 4; ++k) together.emplace_back(options_of(k));
    std::vector<std::thread> threads;
    for (auto& problem : together) threads.emplace_back([&problem] { run(problem); });
    for (auto& thread : threads) thread.join();
    for (std::size_t k = 0; k < 4; ++k) expect_same(alone[k], together[k]);
  }
}

TEST(LstmThreads, EachProductStaysOnItsCallersThread) {
  Problem<float> problem(options_of(0));
  run(problem);
  EXPECT_EQ(openblas_get_num_threads(), 1);
}

}  // namespace
}  // namespace emovox::kernels
