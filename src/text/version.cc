#include "emovox/version.h"

namespace emovox {

std::string_view version() noexcept { return EMOVOX_VERSION; }

}  // namespace emovox
