// Frames of samples that are analysed at once, one in each lane of a vector.
#pragma once

#include <array>
#include <cstddef>

namespace emovox::features {

inline constexpr std::size_t kGroupFrames = 8;  // doubles in the widest vectors

/// The part of a frame that lies inside the signal; the rest is padding.
struct Inside {
  std::size_t first = 0;  // sample of the frame
  std::size_t end = 0;    // sample of the frame, one past the last
};

struct FrameGroup {
  const float* samples = nullptr;  // samples of kGroupFrames frames, even if count is smaller
  std::size_t hop = 0;             // samples from frame to frame
  std::array<Inside, kGroupFrames> inside = {};  // of each frame
  std::size_t count = 0;                         // frames to be computed
};

}  // namespace emovox::features
