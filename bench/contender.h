// The same work by different hands: ours and each peer's.
#pragma once

#include <memory>
#include <vector>

#include "bench/problem.h"

namespace emovox::bench {

/// Hidden states of all recurrences, without what a backward pass would need.
class Inference {
 public:
  virtual ~Inference() = default;
  virtual void forward() = 0;
  /// Of the last forward(): [N, 2HS], stream by stream, forward then backward.
  virtual std::vector<float> outputs() const = 0;
};

/// A training step: what backward() needs is kept, and weights count as new at each forward().
class Training : public Inference {
 public:
  virtual void backward() = 0;
  /// Of the last backward(): input [4H, I], recurrent [4H, H] and bias [4H] of each recurrence in
  /// turn.
  virtual std::vector<float> gradients() const = 0;
};

enum class Peepholes { without, with };

/// How libtorch is given a ragged batch. Packed, its backward pass costs the square of the steps:
/// it writes a gradient as large as all inputs for each of them.
enum class Layout { padded, packed };

/// `problem` must outlive what is made.
std::unique_ptr<Training> make_ours(const Problem& problem, Peepholes peepholes);
std::unique_ptr<Training> make_libtorch(const Problem& problem, Layout layout);
std::unique_ptr<Training> make_onednn(const Problem& problem);
std::unique_ptr<Inference> make_libtorch_inference(const Problem& problem);
std::unique_ptr<Inference> make_onednn_inference(const Problem& problem);

}  // namespace emovox::bench
