// The model that is built into the commands (EMOVOX_DEFAULT_MODEL).
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace emovox {

/// The bytes of its model file, for Model::from_memory; empty in a build without one.
std::span<const std::byte> bundled_model_bytes() noexcept;

/// The file it was built from: "emodb-prosodic.safetensors"; empty in a build without one.
std::string_view bundled_model_name() noexcept;

}  // namespace emovox
