// The model that is built into the library: the bytes between the labels of bundled_model.S. A
// separate source file, so that the linker leaves the model out of programs that do not use it.
#include <cstddef>
#include <span>

#include "emovox/error.h"
#include "emovox/model.h"

extern "C" {
extern const std::byte emovox_bundled_model_begin[];
extern const std::byte emovox_bundled_model_end[];
}

namespace emovox {
namespace {

#ifdef EMOVOX_MODEL_NAME
constexpr std::string_view kName = EMOVOX_MODEL_NAME;
#else
constexpr std::string_view kName = "bundled model";
#endif

std::span<const std::byte> file_bytes() noexcept {
  return {emovox_bundled_model_begin, emovox_bundled_model_end};
}

}  // namespace

bool Model::has_bundled() noexcept { return !file_bytes().empty(); }

Model Model::bundled(const LoadOptions& options) {
  if (!has_bundled()) {
    throw Error(ErrorCode::not_found, "bundled model", "this build has no bundled model",
                "a model file must be loaded instead");
  }
  return from_memory(file_bytes(), kName, options);
}

}  // namespace emovox
