// One recording → its emotion as a whole and, when asked, over time, in bounded memory.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "emovox/audio.h"
#include "emovox/model.h"

namespace emovox {

struct Judgement {
  Prediction whole;
  std::vector<Prediction> segments;  // one a window; empty unless asked for
};

/// Judges audio that arrives in blocks at the model's own rate. The whole is what Model::predict
/// gives; what is longer than kLongestUtterance is judged in windows and never held in memory.
/// Move-only; keeps its model alive. Not safe for use by two threads at once.
class Judge {
 public:
  /// `windows` are those of the segments; nothing: no segments. Throws invalid_argument.
  Judge(const Model& model, const std::optional<StreamOptions>& windows);
  Judge(Judge&&) noexcept;
  Judge& operator=(Judge&&) noexcept;
  ~Judge();

  /// Throws invalid_argument on a sample that is not finite.
  void push(std::span<const float> block);

  /// Ends the recording; nothing may follow.
  Judgement finish();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

/// Samples that a Judge is well given at once: windows enough to go together.
inline constexpr std::size_t kJudgedBlock = 1 << 17;  // 8 s at 16 kHz

/// Judges all that `reader`, whose rate is the model's, still has. Throws as the reader.
Judgement judge(const Model& model, AudioReader& reader,
                const std::optional<StreamOptions>& windows);

/// Marks as uncertain what is less sure than `abstain_below` (0 to 1), instead of the model's own
/// threshold.
void mark_uncertain(Judgement& judgement, double abstain_below);

}  // namespace emovox
