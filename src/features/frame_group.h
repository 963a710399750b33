// Frames of samples that are analysed side by side.
#pragma once

#include <array>
#include <cstddef>

namespace emovox::features {

inline constexpr std::size_t kGroupFrames = 8;  // as many as the widest vectors have doubles

/// Where in a frame the signal lies; the rest is padding.
struct Inside {
  std::size_t first = 0;  // sample of the frame
  std::size_t end = 0;    // sample of the frame, one past the last
};

struct FrameGroup {
  const float* samples = nullptr;                // of kGroupFrames frames, also where count is less
  std::size_t hop = 0;                           // samples from frame to frame
  std::array<Inside, kGroupFrames> inside = {};  // of each frame
  std::size_t count = 0;                         // frames that are asked for
};

}  // namespace emovox::features
