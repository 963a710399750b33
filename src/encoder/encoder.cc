#include "encoder/encoder.h"

#include <algorithm>
#include <cmath>

#include "emovox/error.h"
#include "encoder/tensor_file.h"
#include "kernels/transformer_rows.h"

namespace emovox::encoder {
namespace {

using kernels::Rows;
using kernels::TeamThread;

constexpr std::size_t kTaps = 3;          // of a convolution
constexpr std::size_t kGroupRows = 1536;  // windows go together up to so many rows

EncoderShape cut(EncoderShape shape, std::size_t layers) {
  if (layers > shape.layers) {
    throw Error(ErrorCode::invalid_argument, "encoder",
                "has " + std::to_string(shape.layers) + " layers",
                "must have at least the " + std::to_string(layers) + " asked for");
  }
  if (layers > 0) shape.layers = layers;
  return shape;
}

/// [out, in, taps] → [out, taps, in], so that the inputs under a filter lie side by side in
/// time-major rows.
std::vector<float> taps_first(const std::vector<float>& weights, std::size_t in) {
  std::vector<float> turned(weights.size());
  for (std::size_t n = 0; n < weights.size(); ++n) {
    const std::size_t out = n / (in * kTaps), channel = n / kTaps % in, tap = n % kTaps;
    turned[(out * kTaps + tap) * in + channel] = weights[n];
  }
  return turned;
}

Arithmetic arithmetic_of(WeightPrecision precision) {
  switch (precision) {
    case WeightPrecision::float32: return Arithmetic::float32;
    case WeightPrecision::float16: return Arithmetic::int16;
    case WeightPrecision::int8: return Arithmetic::int8;
  }
  throw Error(ErrorCode::invalid_argument, "encoder", "has an unknown precision",
              "must be one of WeightPrecision");
}

void check_window(std::span<const float> samples, std::size_t longest) {
  if (samples.empty() || samples.size() > longest) {
    throw Error(ErrorCode::invalid_argument, "encoder",
                "a window has " + std::to_string(samples.size()) + " samples",
                "must have from 1 to " + std::to_string(longest));
  }
  for (const float sample : samples) {
    if (std::isfinite(sample)) continue;
    throw Error(ErrorCode::invalid_argument, "encoder", "a sample is not finite", "must be finite");
  }
}

/// The convolutions have no output of their own before the first row: a row of zeros stands there,
/// and after the last.
void zero_edges(std::size_t rows, Rows<float> x) {
  std::fill_n(x.data, x.stride, 0.0f);
  std::fill_n(x.data + (rows + 1) * x.stride, x.stride, 0.0f);
}

}  // namespace

/// What the threads of one pass share.
struct Encoder::Pass {
  EncoderWorkspace& workspace;
  std::size_t scratch = 0;  // numbers of one thread
};

Encoder::Encoder(const EncoderShape& shape, const TensorReader& read, const EncoderOptions& options)
    : shape_(cut(shape, options.layers)), log_mel_(shape.mel_bands) {
  const std::size_t W = shape_.width, M = shape_.mel_bands;
  // The first convolution is a sixtieth of the work, and the spectrum's range needs exact products.
  const Arithmetic arithmetic = arithmetic_of(options.precision);
  const Arithmetic of_first =
      arithmetic == Arithmetic::float32 ? Arithmetic::float32 : Arithmetic::float16;
  first_ = Projection({W, kTaps * M}, taps_first(read("encoder.conv1.weight"), M),
                      read("encoder.conv1.bias"), of_first, kTaps * M);
  second_ = Projection({W, kTaps * W}, taps_first(read("encoder.conv2.weight"), W),
                       read("encoder.conv2.bias"), arithmetic, W);
  positions_ = read("encoder.embed_positions.weight");
  layers_.reserve(shape_.layers);
  for (std::size_t number = 0; number < shape_.layers; ++number) {
    layers_.emplace_back(shape_, number, read, arithmetic);
  }
}

Encoder Encoder::load(const std::filesystem::path& path, const EncoderOptions& options) {
  TensorFile file(path);
  return Encoder(
      find_encoder(file.shapes(), file.name()),
      [&](const std::string& name) { return file.read(name); }, options);
}

/// x [steps, W] of one window: the spectrum, both convolutions, and the positions.
void Encoder::embed(std::span<const float> samples, Rows<float> x, const Pass& pass,
                    const TeamThread& thread) const {
  EncoderWorkspace& workspace = pass.workspace;
  const std::size_t W = shape_.width, M = shape_.mel_bands;
  const std::size_t steps = steps_of(samples.size()), frames = 2 * steps;
  const Rows<float> mel{workspace.mel.data(), M}, conv{workspace.conv.data(), W};
  const ProductMemory products{workspace.layers.quantised.data(),
                               workspace.layers.quantised_scales.data(),
                               workspace.scratch.data() + thread.slot * pass.scratch};
  if (thread.rank == 0) zero_edges(frames, mel);
  log_mel_.compute(samples, thread,
                   workspace.mel_scratch.data() + thread.slot * LogMel::scratch_size(),
                   mel.data + M);
  thread.wait();
  if (thread.rank == 0) zero_edges(frames, conv);
  first_.apply(frames, {mel.data, M}, Projection::Result::set, {conv.data + W, W}, thread,
               products);
  thread.wait();
  const std::size_t first = thread.first(frames), last = thread.last(frames);
  kernels::gelu_rows({last - first, W}, {conv.data + (first + 1) * W, W});
  thread.wait();
  second_.prepare(frames + 2, {conv.data, W}, thread, products);
  thread.wait();
  second_.apply(steps, {conv.data, 2 * W}, Projection::Result::set, x, thread, products);
  thread.wait();
  for (std::size_t t = thread.first(steps); t < thread.last(steps); ++t) {
    const Rows<float> row{x.data + t * x.stride, x.stride};
    kernels::gelu_rows({1, W}, row);
    kernels::add_bias({1, W}, positions_.data() + t * W, row);
  }
}

void Encoder::encode_group(std::span<const std::span<const float>> windows, Rows<float> out,
                           const kernels::ReservedThreads& threads,
                           EncoderWorkspace& workspace) const {
  std::size_t rows = 0, longest = 0;
  workspace.layers.windows.clear();
  for (const std::span<const float> window : windows) {
    const std::size_t steps = steps_of(window.size());
    workspace.layers.windows.push_back({rows, steps});
    rows += steps;
    longest = std::max(longest, steps);
  }
  const std::size_t W = shape_.width, frames = 2 * longest + 2;  // with the rows of zeros
  const Pass pass{workspace, layer_scratch(longest)};
  workspace.layers.reserve(shape_, std::max(rows, frames));
  workspace.mel.reserve(frames * shape_.mel_bands);
  workspace.conv.reserve(frames * W);
  workspace.scratch.reserve(threads.count() * pass.scratch);
  workspace.mel_scratch.reserve(threads.count() * LogMel::scratch_size());
  threads.run({1, 1, threads.count()}, [&](std::size_t, const TeamThread& thread) {
    for (std::size_t n = 0; n < windows.size(); ++n) {
      const std::size_t first = workspace.layers.windows[n].first;
      embed(windows[n], {out.data + first * out.stride, out.stride}, pass, thread);
    }
    thread.wait();
    float* scratch = workspace.scratch.data() + thread.slot * pass.scratch;
    for (const EncoderLayer& layer : layers_) {
      layer.run(rows, out, workspace.layers, scratch, thread);
    }
  });
  for (std::size_t r = 0; r < rows; ++r) {
    const float* row = out.data + r * out.stride;
    if (std::all_of(row, row + W, [](float value) { return std::isfinite(value); })) continue;
    throw Error(ErrorCode::corrupt_data, "encoder", "its weights overflow", "must stay finite");
  }
}

void Encoder::encode(std::span<const std::span<const float>> windows, Rows<float> out,
                     const kernels::ReservedThreads& threads, EncoderWorkspace& workspace) const {
  kernels::check_rows("output", out.data != nullptr || windows.empty(), shape_.width, out.stride);
  for (const std::span<const float> window : windows) check_window(window, longest_window());
  std::size_t first = 0;
  while (first < windows.size()) {
    std::size_t last = first, rows = 0;
    do {
      rows += steps_of(windows[last++].size());
    } while (last < windows.size() && rows + steps_of(windows[last].size()) <= kGroupRows);
    encode_group(windows.subspan(first, last - first), out, threads, workspace);
    out.data += rows * out.stride;
    first = last;
  }
}

void Encoder::encode_recording(std::span<const float> samples, Rows<float> out,
                               const kernels::ReservedThreads& threads,
                               EncoderWorkspace& workspace) const {
  const std::size_t steps = steps_of(samples.size());
  const std::size_t windows =
      std::max<std::size_t>(1, (steps + shape_.positions - 1) / shape_.positions);
  for (std::size_t n = 0; n < windows; ++n) {
    const std::size_t first = steps * n / windows, last = steps * (n + 1) / windows;
    const std::size_t begin = first * kStep, end = std::min(samples.size(), last * kStep);
    const std::span<const float> window = samples.subspan(begin, end - begin);
    encode({&window, 1}, {out.data + first * out.stride, out.stride}, threads, workspace);
  }
}

}  // namespace emovox::encoder
