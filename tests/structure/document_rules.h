// Checks that files, packages and links that the documents name exist.
#pragma once

#include "structure/source_tree.h"

namespace emovox::structure {

/// Recipes of "## Add one" in CONTRIBUTING.md that name a missing file or no file. A
/// path with a <placeholder> stands for a new file, whose folder must exist.
Violations check_recipes(const SourceTree& tree);

/// Packages of scripts/packages.txt that the README does not name, and duplicates.
Violations check_packages(const SourceTree& tree);

/// Links of all Markdown files to missing files; anchors are not checked.
Violations check_links(const SourceTree& tree);

}  // namespace emovox::structure
