// Frames of samples gathered to be analysed side by side.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

namespace emovox::features {

inline constexpr std::size_t kGroupFrames = 8;  // as many as the widest vectors have doubles

/// Where in a frame the signal lies; the rest is padding.
struct Inside {
  std::size_t first = 0;  // sample of the frame
  std::size_t end = 0;    // sample of the frame, one past the last
};

struct FrameGroup {
  std::vector<float> samples;               // [kGroupFrames, window_length], zero-padded
  std::array<Inside, kGroupFrames> inside;  // of each frame
  std::size_t count = 0;                    // frames taken so far
};

}  // namespace emovox::features
