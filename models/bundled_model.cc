// The model that is built into the commands: the bytes between bundled_model.S's labels.
#include "models/bundled_model.h"

extern "C" {
extern const std::byte emovox_bundled_model_begin[];
extern const std::byte emovox_bundled_model_end[];
}

namespace emovox {

std::span<const std::byte> bundled_model_bytes() noexcept {
  return {emovox_bundled_model_begin, emovox_bundled_model_end};
}

std::string_view bundled_model_name() noexcept {
#ifdef EMOVOX_MODEL_NAME
  return EMOVOX_MODEL_NAME;
#else
  return {};
#endif
}

}  // namespace emovox
