#include "command/prediction_text.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "command/text.h"

namespace emovox::command {

std::string percent(float share) { return std::to_string(std::lround(100.0f * share)); }

std::string bar(float share) {
  static constexpr std::array kBars{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const auto level = static_cast<std::size_t>(std::clamp(share, 0.0f, 1.0f) * 7.99f);
  return kBars[level];
}

std::string clock(double seconds) {
  const auto tenths = std::llround(seconds * 10.0);
  std::array<char, 48> text;
  const long long hours = tenths / 36000, minutes = tenths / 600 % 60, rest = tenths % 600;
  if (hours > 0) {
    std::snprintf(text.data(), text.size(), "%lld:%02lld:%02lld.%lld", hours, minutes, rest / 10,
                  rest % 10);
  } else {
    std::snprintf(text.data(), text.size(), "%lld:%02lld.%lld", minutes, rest / 10, rest % 10);
  }
  return text.data();
}

std::string emotion_text(const Prediction& prediction) {
  if (prediction.state == PredictionState::silent) return "(silent)";
  if (prediction.state == PredictionState::too_short) return "(too short)";
  return printable(prediction.label) + (prediction.uncertain ? kUncertain : "");
}

}  // namespace emovox::command
