// Normalisation of features and averaging into LSTM steps:
//   z = (x - mean) / std of the corpus;  u = (z - mean of z) / max(std of z, kSmallestUtteranceStd)
#include "model/normaliser.h"

#include <algorithm>
#include <cmath>

#include "emovox/error.h"

namespace emovox::model {
namespace {

struct Moments {
  std::vector<double> mean;
  std::vector<double> std;
};

std::size_t count_frames(const std::vector<const FrameMatrix*>& matrices) {
  std::size_t frames = 0;
  for (const FrameMatrix* matrix : matrices) {
    if (matrix->dims != matrices.front()->dims) {
      throw Error(ErrorCode::invalid_argument, "normaliser",
                  "utterances have " + std::to_string(matrices.front()->dims) + " and " +
                      std::to_string(matrix->dims) + " dimensions",
                  "must have the same");
    }
    frames += matrix->frames;
  }
  if (frames == 0) {
    throw Error(ErrorCode::invalid_argument, "normaliser", "there are no frames",
                "must be at least one");
  }
  return frames;
}

/// Calls visit(frame) for every frame of every matrix, in order.
template <class Visit>
void each_frame(const std::vector<const FrameMatrix*>& matrices, Visit visit) {
  for (const FrameMatrix* matrix : matrices) {
    for (std::size_t t = 0; t < matrix->frames; ++t) visit(matrix->frame(t));
  }
}

/// Computed in two passes, because E[x^2] - E[x]^2 cancels where the variance is small.
Moments measure(const std::vector<const FrameMatrix*>& matrices) {
  const auto frames = static_cast<double>(count_frames(matrices));
  const std::size_t dims = matrices.front()->dims;
  Moments moments{std::vector<double>(dims), std::vector<double>(dims)};
  each_frame(matrices, [&](std::span<const float> frame) {
    for (std::size_t d = 0; d < dims; ++d) moments.mean[d] += frame[d];
  });
  for (double& mean : moments.mean) mean /= frames;
  each_frame(matrices, [&](std::span<const float> frame) {
    for (std::size_t d = 0; d < dims; ++d) {
      const double deviation = frame[d] - moments.mean[d];
      moments.std[d] += deviation * deviation;
    }
  });
  for (double& std : moments.std) std = std::sqrt(std / frames);
  return moments;
}

FrameMatrix zeros(std::size_t frames, std::size_t dims) {
  return {std::vector<float>(frames * dims), frames, dims};
}

FrameMatrix by_corpus(const FrameMatrix& features, const NormaliserStatistics& statistics) {
  FrameMatrix out = zeros(features.frames, features.dims);
  for (std::size_t t = 0; t < features.frames; ++t) {
    const auto from = features.frame(t);
    const auto to = out.frame(t);
    for (std::size_t d = 0; d < features.dims; ++d) {
      to[d] = (from[d] - statistics.mean[d]) / statistics.std[d];
    }
  }
  return out;
}

/// Subtracts the utterance's mean; if `scaled`, also divides by its standard deviation.
FrameMatrix by_utterance(const FrameMatrix& standard, bool scaled) {
  const Moments moments = measure({&standard});
  FrameMatrix out = zeros(standard.frames, standard.dims);
  for (std::size_t t = 0; t < standard.frames; ++t) {
    const auto from = standard.frame(t);
    const auto to = out.frame(t);
    for (std::size_t d = 0; d < standard.dims; ++d) {
      const double std = scaled ? std::max(moments.std[d], double{kSmallestUtteranceStd}) : 1.0;
      to[d] = static_cast<float>((from[d] - moments.mean[d]) / std);
    }
  }
  return out;
}

FrameMatrix side_by_side(const FrameMatrix& left, const FrameMatrix& right) {
  FrameMatrix out = zeros(left.frames, left.dims + right.dims);
  for (std::size_t t = 0; t < left.frames; ++t) {
    const auto to = out.frame(t);
    std::ranges::copy(left.frame(t), to.begin());
    std::ranges::copy(right.frame(t), to.begin() + static_cast<std::ptrdiff_t>(left.dims));
  }
  return out;
}

FrameMatrix average_frames(const FrameMatrix& frames, std::size_t per_step) {
  const std::size_t steps = (frames.frames + per_step - 1) / per_step;
  FrameMatrix out = zeros(steps, frames.dims);
  for (std::size_t t = 0; t < frames.frames; ++t) {
    const auto from = frames.frame(t);
    const auto to = out.frame(t / per_step);
    for (std::size_t d = 0; d < frames.dims; ++d) to[d] += from[d];
  }
  for (std::size_t s = 0; s < steps; ++s) {
    const auto count = static_cast<float>(std::min(per_step, frames.frames - s * per_step));
    for (float& value : out.frame(s)) value /= count;
  }
  return out;
}

}  // namespace

NormaliserStatistics fit_normaliser(const std::vector<const FrameMatrix*>& utterances) {
  const Moments moments = measure(utterances);
  NormaliserStatistics statistics;
  for (double mean : moments.mean) statistics.mean.push_back(static_cast<float>(mean));
  for (double std : moments.std) {
    statistics.std.push_back(std::max(static_cast<float>(std), kSmallestStd));
  }
  return statistics;
}

FrameMatrix normalise(const FrameMatrix& features, const NormaliserStatistics& statistics,
                      const ModelOptions& options) {
  if (features.dims != statistics.mean.size() || features.dims != statistics.std.size()) {
    throw Error(ErrorCode::invalid_argument, "normalise",
                "features have " + std::to_string(features.dims) + " dimensions",
                "must have " + std::to_string(statistics.mean.size()));
  }
  if (options.frames_per_step < 1) {
    throw Error(ErrorCode::invalid_argument, "normalise",
                "frames_per_step is " + std::to_string(options.frames_per_step),
                "must be at least 1");
  }
  FrameMatrix out = by_corpus(features, statistics);
  if (options.normalisation != Normalisation::corpus && out.frames > 0) {
    FrameMatrix within = by_utterance(out, options.normalisation != Normalisation::centred);
    const bool both = options.normalisation == Normalisation::both;
    out = both ? side_by_side(out, within) : std::move(within);
  }
  if (options.frames_per_step == 1) return out;
  return average_frames(out, static_cast<std::size_t>(options.frames_per_step));
}

}  // namespace emovox::model
