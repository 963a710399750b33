// One layer of the encoder, a pre-norm transformer block:
//   x += out(attention(qkv(norm(x)))),   x += fc2(gelu(fc1(norm(x)))).
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "encoder/encoder_shape.h"
#include "encoder/projection.h"
#include "kernels/panels.h"
#include "kernels/thread_team.h"

namespace emovox::encoder {

/// Rows that go through the feed-forward layers at a time, so that they stay in the cache.
inline constexpr std::size_t kFeedForwardRows = 192;

/// The rows of one window in x.
struct WindowRows {
  std::size_t first = 0;
  std::size_t count = 0;
};

/// What the layers compute in, shared by the threads; as large as the largest batch so far.
struct LayerMemory {
  void reserve(const EncoderShape& shape, std::size_t rows);

  kernels::AlignedArray<float> normal;         // [rows, W]: layer norms, attention
  kernels::AlignedArray<float> qkv;            // [rows, 3 W]
  kernels::AlignedArray<float> hidden;         // [kFeedForwardRows, F]
  kernels::AlignedArray<std::byte> quantised;  // the left side of a product of integers
  kernels::AlignedArray<float> quantised_scales;
  std::vector<WindowRows> windows;
};

/// Numbers of scratch memory of one thread for windows of up to `steps` rows.
std::size_t layer_scratch(std::size_t steps);

/// Immutable; safe from many threads.
class EncoderLayer {
 public:
  /// `read` gives the values of a tensor by its name.
  EncoderLayer(const EncoderShape& shape, std::size_t number,
               const std::function<std::vector<float>(const std::string&)>& read,
               Arithmetic arithmetic);

  /// x [rows, W] in place, for the windows in `memory`. All threads of a group must call it.
  /// `scratch` is each one's own. Throws nothing, allocates nothing.
  void run(std::size_t rows, kernels::Rows<float> x, const LayerMemory& memory, float* scratch,
           const kernels::TeamThread& thread) const;

 private:
  struct Norm {
    std::vector<float> gain, shift;  // [W]
  };

  void attend(std::size_t rows, kernels::Rows<float> x, const LayerMemory& memory, float* scratch,
              const kernels::TeamThread& thread) const;
  void feed_forward(std::size_t rows, kernels::Rows<float> x, const LayerMemory& memory,
                    float* scratch, const kernels::TeamThread& thread) const;

  EncoderShape shape_;
  Norm attention_norm_, final_norm_;
  Projection qkv_, out_, fc1_, fc2_;
};

}  // namespace emovox::encoder
