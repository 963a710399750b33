// Where tests find the checkout, the golden data and EMO-DB.
#pragma once

#include <filesystem>

namespace emovox {

/// The folder of the checkout.
std::filesystem::path source_folder();

/// The reference data that tools/ computed with other libraries.
inline std::filesystem::path golden_folder() { return source_folder() / "tests/golden"; }

/// EMO-DB beside the checkout. It may be absent: a test that needs it is then skipped.
inline std::filesystem::path emodb_folder() { return source_folder() / "../shared/corpora/emodb"; }

}  // namespace emovox
