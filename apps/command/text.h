// Text for terminals: makes it printable and measures its columns. All text is UTF-8.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "emovox/model.h"

namespace emovox::command {

/// `text` with everything that could move the cursor or break a line (control characters, bytes
/// that are not UTF-8) replaced by '?', because file names may be malicious.
std::string printable(std::string_view text);

/// Columns of a terminal that printable text takes.
std::size_t display_width(std::string_view text);

/// `text` in exactly `columns` columns: padded with spaces at its end, or shortened. fit_end keeps
/// the end, after a leading "…", because the end of a path says most; fit_start keeps the start.
std::string fit_end(std::string_view text, std::size_t columns);
std::string fit_start(std::string_view text, std::size_t columns);
/// `text` with spaces before it to fill `columns`; never shortened.
std::string right_aligned(std::string_view text, std::size_t columns);

/// Columns of the terminal at `descriptor`; 120 when it is none.
std::size_t terminal_columns(int descriptor);

/// Whether bold and dim may be used there: a terminal, and NO_COLOR is not set.
bool wants_style(int descriptor);

// --- Predictions in words and small pictures -----------------------------------------------------

inline constexpr const char* kUncertain = "?";  // after a label

std::string percent(float share);   // "71"
std::string bar(float share);       // "▁" to "█"
std::string clock(double seconds);  // "1:02.5", "1:00:02.5"

/// "fear", "fear?" where it is uncertain, "(silent)", "(too short)"; printable.
std::string emotion_text(const Prediction& prediction);

}  // namespace emovox::command
