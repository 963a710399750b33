// Contenders that pad are compared on batches of one length, which need no padding; libtorch with
// packed sequences is compared on ragged batches.
#include "bench/agreement.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>

#include "bench/contender.h"
#include "bench/single.h"
#include "emovox/error.h"

namespace emovox::bench {
namespace {

/// The largest difference divided by the largest value; infinite where sizes differ or a value is
/// not a number.
double difference(const std::vector<float>& ours, const std::vector<float>& theirs) {
  if (ours.empty() || ours.size() != theirs.size()) return INFINITY;
  double largest = 0, apart = 0;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    const double distance = std::abs(double{ours[i]} - double{theirs[i]});
    if (!std::isfinite(distance)) return INFINITY;
    apart = std::max(apart, distance);
    largest = std::max(largest, std::abs(double{ours[i]}));
  }
  return largest > 0 ? apart / largest : INFINITY;
}

void expect_close(const std::string& what, const std::vector<float>& ours,
                  const std::vector<float>& theirs) {
  const double apart = difference(ours, theirs);
  std::printf("agreement: %-44s %.1e\n", what.c_str(), apart);
  if (apart <= kTolerance) return;
  throw Error(ErrorCode::internal, "agreement of " + what,
              "differs by " + std::to_string(apart) + " of the largest value",
              "must differ by at most 1e-4: the contenders do not compute the same");
}

using Make = std::unique_ptr<Training> (*)(const Problem&);

std::unique_ptr<Training> packed(const Problem& problem) {
  return make_libtorch(problem, Layout::packed);
}

std::unique_ptr<Training> padded(const Problem& problem) {
  return make_libtorch(problem, Layout::padded);
}

void compare(const std::string& name, Make make, std::size_t hidden,
             const std::vector<std::size_t>& lengths) {
  const Problem problem = random_problem(hidden, lengths);
  const auto ours = make_ours(problem, Peepholes::without), peer = make(problem);
  for (Training* contender : {ours.get(), peer.get()}) {
    for (int step = 0; step < 2; ++step) {  // twice: a second step must not add to the first
      contender->forward();
      contender->backward();
    }
  }
  const std::string what = name + ", H " + std::to_string(hidden);
  expect_close(what + ", outputs", ours->outputs(), peer->outputs());
  expect_close(what + ", gradients", ours->gradients(), peer->gradients());
}

void compare_single() {
  const SingleUtterance utterance;
  const Problem problem = problem_of(utterance);
  const auto ours = make_network(utterance), libtorch = make_libtorch_inference(problem),
             onednn = make_onednn_inference(problem);
  for (Inference* contender : {ours.get(), libtorch.get(), onednn.get()}) contender->forward();
  expect_close("libtorch, one utterance", ours->outputs(), libtorch->outputs());
  expect_close("oneDNN, one utterance", ours->outputs(), onednn->outputs());
}

}  // namespace

void check_agreement() {
  compare("libtorch, packed", packed, 96, {9, 30, 17, 1, 30});
  compare("libtorch, packed", packed, 1024, {5, 12, 3});
  for (std::size_t hidden : {96, 1024}) {
    const std::vector<std::size_t> equal(4, hidden == 96 ? 20 : 8);
    compare("libtorch, padded", padded, hidden, equal);
    compare("oneDNN", make_onednn, hidden, equal);
  }
  compare_single();
}

}  // namespace emovox::bench
