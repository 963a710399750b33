// Converts ModelInfo, the content of a model file besides its weights, to and from JSON text.
#pragma once

#include <string>
#include <string_view>

#include "emovox/error.h"
#include "emovox/model.h"

namespace emovox::model {

inline constexpr int kFormatVersion = 1;
inline constexpr std::size_t kMostRecordings = 1000;  // most recordings of a verification
inline constexpr std::size_t kMostLabels = 1000;
inline constexpr std::size_t kLongestLabel = 100;  // bytes

/// Throws `code` unless a model with this info can exist.
void check_info(const ModelInfo& info, ErrorCode code, std::string_view where);

/// The JSON text; equal infos give equal texts. Throws invalid_argument on text that is not UTF-8.
std::string info_to_text(const ModelInfo& info, std::string_view where);

/// Throws corrupt_data, or unsupported for a file of a newer version of emovox: another format
/// version, an unknown field, an unknown word.
ModelInfo info_from_text(std::string_view text, std::string_view where);

}  // namespace emovox::model
