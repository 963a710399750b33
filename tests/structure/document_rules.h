// What the documents say is there: files of the recipes, packages, links.
#pragma once

#include "structure/source_tree.h"

namespace emovox::structure {

/// Recipes of "## Add one" in CONTRIBUTING.md that name a file that is not there, or none at all. A
/// path with a <placeholder> stands for a new file, whose folder must exist.
Violations check_recipes(const SourceTree& tree);

/// Packages of scripts/packages.txt that the README does not name, and doubles.
Violations check_packages(const SourceTree& tree);

/// Links of all Markdown files to files that are not there; anchors are not looked at.
Violations check_links(const SourceTree& tree);

}  // namespace emovox::structure
