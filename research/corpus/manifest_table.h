// A CSV table with the manifest's columns → the manifest.
#pragma once

#include <filesystem>

#include "corpus/manifest.h"
#include "text/csv.h"

namespace emovox::corpus {

/// Throws corrupt_data as read_manifest does.
Manifest manifest_from(const text::CsvTable& table, const std::filesystem::path& folder);

}  // namespace emovox::corpus
