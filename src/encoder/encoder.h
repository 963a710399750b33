// Whisper's encoder as a front end: samples at 16 kHz → a row of features every 20 ms.
//   log-mel spectrum → convolution, GELU → convolution with stride 2, GELU → + positions
//   → layers: x += attention(norm(x)), x += fc2(gelu(fc1(norm(x)))).
// Source: Radford et al., "Robust Speech Recognition via Large-Scale Weak Supervision", 2022,
// section 2.2. The layer norm after the last layer is left out: features are taken between layers.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "emovox/model.h"
#include "encoder/encoder_layer.h"
#include "encoder/encoder_shape.h"
#include "encoder/log_mel.h"
#include "encoder/projection.h"
#include "kernels/thread_team.h"

namespace emovox::encoder {

struct EncoderOptions {
  std::size_t layers = 0;  // that are computed; 0: all
  /// Of the weights in memory, and of the arithmetic: float32; float16: integers of 16 bits, twice
  /// as fast, with errors as of half precision; int8: integers of 8 bits, three times as fast.
  WeightPrecision precision = WeightPrecision::float32;
};

/// The values of a tensor, by its name in encoder_tensors().
using TensorReader = std::function<std::vector<float>(const std::string& name)>;

/// The memory of encodings, as large as the largest so far. Not safe for two calls at once.
struct EncoderWorkspace {
  kernels::AlignedArray<float> mel;   // of one window, a row of zeros before and after it
  kernels::AlignedArray<float> conv;  // likewise
  LayerMemory layers;
  kernels::AlignedArray<float> scratch;          // of all threads
  kernels::AlignedArray<std::byte> mel_scratch;  // of all threads
};

/// Immutable once made; const methods are safe from many threads, each with its own workspace.
class Encoder {
 public:
  /// Throws invalid_argument where the encoder has fewer layers than asked for, and what `read`
  /// throws.
  Encoder(const EncoderShape& shape, const TensorReader& read, const EncoderOptions& options = {});

  /// Reads an encoder file. Throws as TensorFile, find_encoder() and the constructor.
  static Encoder load(const std::filesystem::path& path, const EncoderOptions& options = {});

  /// Of what is computed.
  const EncoderShape& shape() const noexcept { return shape_; }
  std::size_t width() const noexcept { return shape_.width; }

  /// Samples of the longest window, 30 s for every published Whisper.
  std::size_t longest_window() const noexcept { return shape_.positions * kStep; }

  /// `windows`: samples at 16 kHz, each from 1 to longest_window() finite ones. `out`: the rows of
  /// all windows, one after the other, steps_of(samples) each, [rows, width]. The numbers of a
  /// window do not depend on the other windows, nor on the number of threads. With one thread,
  /// allocates nothing that the workspace has room for. Throws invalid_argument, and corrupt_data
  /// where the weights overflow.
  void encode(std::span<const std::span<const float>> windows, kernels::Rows<float> out,
              const kernels::ReservedThreads& threads, EncoderWorkspace& workspace) const;

  /// A recording of any length, at least one sample: out [steps_of(samples), width]. One that is
  /// longer than longest_window() is cut into the fewest windows of equal length, to a step, and
  /// each is encoded by itself. Throws as encode().
  void encode_recording(std::span<const float> samples, kernels::Rows<float> out,
                        const kernels::ReservedThreads& threads, EncoderWorkspace& workspace) const;

 private:
  struct Pass;

  void encode_group(std::span<const std::span<const float>> windows, kernels::Rows<float> out,
                    const kernels::ReservedThreads& threads, EncoderWorkspace& workspace) const;
  void embed(std::span<const float> samples, kernels::Rows<float> x, const Pass& pass,
             const kernels::TeamThread& thread) const;

  EncoderShape shape_;
  LogMel log_mel_;
  Projection first_, second_;     // the convolutions, [W, 3 M] and [W, 3 W]
  std::vector<float> positions_;  // [P, W]
  std::vector<EncoderLayer> layers_;
};

}  // namespace emovox::encoder
