// One interface for the same computation by our kernels and by each peer.
#pragma once

#include <memory>
#include <vector>

#include "bench/problem.h"

namespace emovox::bench {

/// Computes the hidden states of all recurrences and keeps nothing for a backward pass.
class Inference {
 public:
  virtual ~Inference() = default;
  virtual void forward() = 0;
  /// Hidden states of the last forward(), [N, 2HS]: one BiLSTM after another, forward then
  /// backward.
  virtual std::vector<float> outputs() const = 0;
};

/// A training step: keeps what backward() needs. The weights are taken as new at each forward().
class Training : public Inference {
 public:
  virtual void backward() = 0;
  /// Gradients of the last backward(): input [4H, I], recurrent [4H, H] and bias [4H] of each
  /// recurrence in turn.
  virtual std::vector<float> gradients() const = 0;
};

enum class Peepholes { without, with };

/// How libtorch gets a ragged batch. With packed sequences the time of its backward pass grows with
/// the square of the steps: it writes a gradient as large as all inputs for each step.
enum class Layout { padded, packed };

/// `problem` must outlive the returned object.
std::unique_ptr<Training> make_ours(const Problem& problem, Peepholes peepholes);
std::unique_ptr<Training> make_libtorch(const Problem& problem, Layout layout);
std::unique_ptr<Training> make_onednn(const Problem& problem);
std::unique_ptr<Inference> make_libtorch_inference(const Problem& problem);
std::unique_ptr<Inference> make_onednn_inference(const Problem& problem);

}  // namespace emovox::bench
