// Compiled once, so that no other test depends on the folder that it is built in.
#include "test_places.h"

namespace emovox {

std::filesystem::path source_folder() { return EMOVOX_SOURCE_DIR; }

}  // namespace emovox
