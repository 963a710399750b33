// The results have the same bits for any number of threads, and if callers run passes on
// several threads.
#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "kernels/lstm_problem.h"

namespace emovox::kernels {
namespace {

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

TEST(LstmThreads, FourConcurrentCallsGiveTheSameBitsAsOne) {
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

// All four problems in one call with `threads` threads.
void run_together(std::vector<Problem<float>>& problems, std::size_t threads) {
  ThreadTeam team;
  std::vector<LstmForward<float>> forward;
  for (auto& problem : problems) forward.push_back(problem.forward_pass(true));
  lstm_forward<float>(forward, problems[0].batch, team.reserve(threads), problems[0].workspace);
  std::vector<LstmBackward<float>> backward;
  for (auto& problem : problems) backward.push_back(problem.backward_pass(true));
  lstm_backward<float>(backward, problems[0].batch, team.reserve(threads), problems[0].workspace);
}

// Fewer threads than recurrences, as many, and more, so that several share one.
TEST(LstmThreads, ResultDoesNotDependOnThreads) {
  std::vector<Problem<float>> alone;
  for (std::size_t k = 0; k < 4; ++k) alone.emplace_back(options_of(k));
  for (auto& problem : alone) run(problem);
  for (const std::size_t threads : {0, 1, 2, 3, 4, 5, 8, 12, 40}) {
    SCOPED_TRACE(threads);
    std::vector<Problem<float>> together;
    for (std::size_t k = 0; k < 4; ++k) together.emplace_back(options_of(k));
    run_together(together, threads);
    for (std::size_t k = 0; k < 4; ++k) expect_same(alone[k], together[k]);
  }
}

TEST(LstmThreads, MoreThreadsThanPanelsShareASmallRecurrence) {
  const ProblemOptions options{.shape = {3, 5}};
  Problem<float> alone(options), shared(options);
  run(alone);
  shared.forward(7);
  shared.backward(true, 7);
  expect_same(alone, shared);
}

}  // namespace
}  // namespace emovox::kernels
