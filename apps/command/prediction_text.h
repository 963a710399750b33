// Predictions in words and small pictures for terminals.
#pragma once

#include <string>

#include "emovox/model.h"

namespace emovox::command {

inline constexpr const char* kUncertain = "?";  // after a label

std::string percent(float share);   // "71"
std::string bar(float share);       // "▁" to "█"
std::string clock(double seconds);  // "1:02.5", "1:00:02.5"

/// "fear", "fear?" where it is uncertain, "(silent)", "(too short)"; printable.
std::string emotion_text(const Prediction& prediction);

}  // namespace emovox::command
