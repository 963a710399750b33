#include "encoder/encoder_layer.h"

#include <algorithm>
#include <utility>

#include "kernels/attention.h"
#include "kernels/transformer_rows.h"

namespace emovox::encoder {
namespace {

using kernels::Rows;
using kernels::TeamThread;

/// The rows of one thread.
struct Share {
  Share(const TeamThread& thread, std::size_t rows)
      : first(thread.first(rows)), count(thread.last(rows) - first) {}

  template <class T>
  Rows<T> of(Rows<T> x) const {
    return {x.data + first * x.stride, x.stride};
  }

  std::size_t first, count;
};

Rows<const float> read_only(Rows<float> x) { return {x.data, x.stride}; }

/// Three matrices [W, W], one under the other.
std::vector<float> joined(std::vector<float> a, const std::vector<float>& b,
                          const std::vector<float>& c) {
  a.reserve(a.size() + b.size() + c.size());
  a.insert(a.end(), b.begin(), b.end());
  a.insert(a.end(), c.begin(), c.end());
  return a;
}

}  // namespace

std::size_t layer_scratch(std::size_t steps) {
  return std::max(kernels::kProductScratch, kernels::attention_scratch(steps));
}

void LayerMemory::reserve(const EncoderShape& shape, std::size_t rows) {
  const std::size_t at_once = std::min(rows, kFeedForwardRows);
  normal.reserve(rows * shape.width);
  qkv.reserve(rows * 3 * shape.width);
  hidden.reserve(at_once * shape.hidden);
  const std::size_t largest = std::max(rows * shape.width, at_once * shape.hidden);
  quantised.reserve(2 * largest);
  quantised_scales.reserve(largest / 64);
}

EncoderLayer::EncoderLayer(const EncoderShape& shape, std::size_t number,
                           const std::function<std::vector<float>(const std::string&)>& read,
                           Arithmetic arithmetic)
    : shape_(shape) {
  const std::string prefix = layer_prefix(number);
  const auto tensor = [&](const std::string& name) { return read(prefix + name); };
  const std::size_t W = shape.width, F = shape.hidden;
  attention_norm_ = {tensor("self_attn_layer_norm.weight"), tensor("self_attn_layer_norm.bias")};
  final_norm_ = {tensor("final_layer_norm.weight"), tensor("final_layer_norm.bias")};
  qkv_ = Projection({3 * W, W},
                    joined(tensor("self_attn.q_proj.weight"), tensor("self_attn.k_proj.weight"),
                           tensor("self_attn.v_proj.weight")),
                    joined(tensor("self_attn.q_proj.bias"), std::vector<float>(W),
                           tensor("self_attn.v_proj.bias")),
                    arithmetic, W);
  out_ = Projection({W, W}, tensor("self_attn.out_proj.weight"), tensor("self_attn.out_proj.bias"),
                    arithmetic, W);
  fc1_ = Projection({F, W}, tensor("fc1.weight"), tensor("fc1.bias"), arithmetic, W);
  fc2_ = Projection({W, F}, tensor("fc2.weight"), tensor("fc2.bias"), arithmetic, F);
}

void EncoderLayer::run(std::size_t rows, Rows<float> x, const LayerMemory& memory, float* scratch,
                       const TeamThread& thread) const {
  attend(rows, x, memory, scratch, thread);
  for (std::size_t first = 0; first < rows; first += kFeedForwardRows) {
    feed_forward(std::min(kFeedForwardRows, rows - first), {x.data + first * x.stride, x.stride},
                 memory, scratch, thread);
  }
}

/// Rows are shared evenly, attention by windows and heads. A bias of what is added to x is added
/// beforehand by the thread that has the row, so that the product has only to add.
void EncoderLayer::attend(std::size_t rows, Rows<float> x, const LayerMemory& memory,
                          float* scratch, const TeamThread& thread) const {
  const std::size_t W = shape_.width;
  const Share share(thread, rows);
  const Rows<float> normal{memory.normal.data(), W}, qkv{memory.qkv.data(), 3 * W};
  const ProductMemory products{memory.quantised.data(), memory.quantised_scales.data(), scratch};
  kernels::normalise_rows({share.count, W}, read_only(share.of(x)),
                          {attention_norm_.gain.data(), attention_norm_.shift.data()},
                          share.of(normal));
  qkv_.prepare(rows, read_only(normal), thread, products);
  kernels::add_bias({share.count, W}, out_.bias(), share.of(x));
  thread.wait();
  qkv_.apply(rows, read_only(normal), Projection::Result::set, qkv, thread, products);
  thread.wait();
  const std::size_t heads = shape_.heads();
  for (std::size_t n = thread.rank; n < memory.windows.size() * heads; n += thread.size) {
    const WindowRows window = memory.windows[n / heads];
    const float* query = qkv.data + window.first * 3 * W + n % heads * kernels::kHeadWidth;
    kernels::attend({.steps = window.count,
                     .query = {query, 3 * W},
                     .key = {query + W, 3 * W},
                     .value = {query + 2 * W, 3 * W},
                     .out = {normal.data + window.first * W + n % heads * kernels::kHeadWidth, W}},
                    scratch);
  }
  thread.wait();
  out_.prepare(rows, read_only(normal), thread, products);
  thread.wait();
  out_.apply(rows, read_only(normal), Projection::Result::add, x, thread, products);
  thread.wait();
}

void EncoderLayer::feed_forward(std::size_t rows, Rows<float> x, const LayerMemory& memory,
                                float* scratch, const TeamThread& thread) const {
  const std::size_t W = shape_.width, F = shape_.hidden;
  const Share share(thread, rows);
  const Rows<float> normal{memory.normal.data(), W}, hidden{memory.hidden.data(), F};
  const ProductMemory products{memory.quantised.data(), memory.quantised_scales.data(), scratch};
  kernels::normalise_rows({share.count, W}, read_only(share.of(x)),
                          {final_norm_.gain.data(), final_norm_.shift.data()}, share.of(normal));
  fc1_.prepare(rows, read_only(normal), thread, products);
  kernels::add_bias({share.count, W}, fc2_.bias(), share.of(x));
  thread.wait();
  fc1_.apply(rows, read_only(normal), Projection::Result::set, hidden, thread, products);
  thread.wait();
  kernels::gelu_rows({share.count, F}, share.of(hidden));
  fc2_.prepare(rows, read_only(hidden), thread, products);
  thread.wait();
  fc2_.apply(rows, read_only(hidden), Projection::Result::add, x, thread, products);
  thread.wait();
}

}  // namespace emovox::encoder
