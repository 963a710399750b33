// Who may include whom: reads the two tables of CONTRIBUTING.md and checks the includes of a tree
// against them.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "structure/source_tree.h"

namespace emovox::structure {

struct Library {
  std::string name;
  std::vector<std::string> headers;  // a header, or a folder with '/' at its end
  std::set<std::string> rooms;       // that may include it
};

struct IncludeRules {
  std::map<std::string, std::set<std::string>> rooms;  // room → rooms that it may include
  std::vector<Library> libraries;
};

/// Reads the tables headed `room` and `library`.
IncludeRules parse_include_rules(const std::string& contributing);

/// "src/audio" of "src/audio/wav/reader.cc"; "models" of what is in models/, "bench" of what is in
/// bench/; empty outside of include/, src/, apps/, models/ and bench/.
std::string room_of(const std::string& path);

/// Includes of the tree that the rules do not allow.
Violations check_includes(const IncludeRules& rules, const SourceTree& tree);

/// Rules that contradict themselves: rooms that include each other in a circle, or are not in the
/// table.
Violations check_levels(const IncludeRules& rules);

/// Rooms of the tree without a row or without an add_subdirectory, and rows and add_subdirectories
/// without a room.
Violations check_rooms(const IncludeRules& rules, const SourceTree& tree);

}  // namespace emovox::structure
