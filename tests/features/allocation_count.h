// How often this test program has asked for memory; counted by its own operator new.
#pragma once

namespace emovox {

int allocation_count();

}  // namespace emovox
