// A separate file, so that no other object depends on the build folder.
#include "test_places.h"

namespace emovox {

std::filesystem::path source_folder() { return EMOVOX_SOURCE_DIR; }

}  // namespace emovox
