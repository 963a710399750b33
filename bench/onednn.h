// oneDNN's LSTM primitive for one feature set: both directions side by side, weights packed in the
// layout that oneDNN chooses. It has no ragged batches: utterances are padded to the longest.
#pragma once

#include <dnnl.hpp>
#include <unordered_map>

#include "bench/contender.h"

namespace emovox::bench {

/// Memory descriptors of the padded layout; gates i, f, g, o.
struct OnednnShape {
  OnednnShape(const Problem& problem, std::size_t s);

  dnnl::memory::dim steps, utterances, input, hidden;
  dnnl::memory::desc x() const;               // [T, B, I]
  dnnl::memory::desc h() const;               // [T, B, 2H]
  dnnl::memory::desc input_weights() const;   // [1, 2, I, 4, H]
  dnnl::memory::desc hidden_weights() const;  // [1, 2, H, 4, H]
  dnnl::memory::desc bias() const;            // [1, 2, 4, H]
};

/// The forward primitive with its memory; backward follows in onednn_training.cc.
class OnednnBiLstm {
 public:
  using Arguments = std::unordered_map<int, dnnl::memory>;

  OnednnBiLstm(const Problem& problem, std::size_t s, dnnl::prop_kind kind);

  /// Packs the weights for the primitive: once for inference, at each step in training.
  void pack_weights();
  void forward();

  /// Copies the batch's rows, [N, 2H], to columns of `all` [N, 2HS], from column 2Hs on.
  void copy_outputs(std::size_t s, std::vector<float>& all) const;

 protected:
  dnnl::memory zeroed(const dnnl::memory::desc& description) const;
  dnnl::memory padded(const dnnl::memory::desc& description, const float* rows,
                      std::size_t stride) const;

  const Problem& problem_;
  OnednnShape shape_;
  dnnl::engine engine_;
  mutable dnnl::stream queue_;
  dnnl::lstm_forward::primitive_desc forward_description_;
  dnnl::lstm_forward forward_;
  dnnl::memory plain_input_weights_, plain_hidden_weights_;  // as OnednnShape has them
  Arguments forward_arguments_;
};

}  // namespace emovox::bench
