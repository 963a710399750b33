#include "structure/include_rules.h"

#include <algorithm>
#include <functional>
#include <regex>
#include <sstream>

#include "structure/markdown.h"

namespace emovox::structure {
namespace {

const std::string kApi = "include/emovox";

std::set<std::string> spans_as_set(const std::string& cell) {
  const auto spans = code_spans(cell);
  return {spans.begin(), spans.end()};
}

// The target of an #include line; `target` is empty if it is a macro.
struct Include {
  std::string target;
  int line = 0;
};

std::vector<Include> includes_of(const std::string& text) {
  static const std::regex pattern(R"(^\s*#\s*include\b\s*(?:["<]([^">]+)[">])?.*)");
  std::vector<Include> includes;
  std::istringstream in(text);
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    std::smatch match;
    if (std::regex_match(line, match, pattern)) includes.push_back({match[1], number});
  }
  return includes;
}

// The tree's file that an include of `from` names, also one that CMake makes of its template `.in`;
// empty where it names none.
std::string resolve(const SourceTree& tree, const std::string& from, const std::string& target) {
  const std::string beside = from.substr(0, from.rfind('/') + 1);
  for (const std::string& folder :
       std::vector<std::string>{beside, "", "include/", "src/", "research/", "apps/"}) {
    const std::string path =
        std::filesystem::path(folder + target).lexically_normal().generic_string();
    if (tree.contains(path) || tree.contains(path + ".in")) return path;
  }
  return {};
}

bool is_standard(const std::string& target) {
  return target.find_first_of("./") == std::string::npos;
}

bool provides(const Library& library, const std::string& target) {
  return std::any_of(library.headers.begin(), library.headers.end(),
                     [&](const std::string& header) {
                       return header.ends_with('/') ? target.starts_with(header) : target == header;
                     });
}

// Why `room` may not include `target`; empty where it may.
std::string objection(const IncludeRules& rules, const SourceTree& tree, const std::string& from,
                      const std::string& target) {
  if (target.empty()) return "includes through a macro; must name the file";
  const std::string room = room_of(from);
  if (const std::string file = resolve(tree, from, target); !file.empty()) {
    const auto row = rules.rooms.find(room);
    const bool allowed =
        room_of(file) == room || (row != rules.rooms.end() && row->second.contains(room_of(file)));
    return allowed ? "" : room + " may not include " + room_of(file);
  }
  if (is_standard(target)) return {};
  for (const Library& library : rules.libraries) {
    if (!provides(library, target)) continue;
    return library.rooms.contains(room) ? "" : room + " may not include " + library.name;
  }
  return "neither a file of the tree, nor standard, nor of a library in CONTRIBUTING.md";
}

// Folders that some CMakeLists.txt adds from the root of the source.
std::set<std::string> built_rooms(const SourceTree& tree) {
  static const std::regex pattern(
      R"(add_subdirectory\((?:\$\{PROJECT_SOURCE_DIR\}/)?(bench|(?:src|research|apps)/[^)\s]+))");
  std::set<std::string> rooms;
  for (const auto& [path, text] : tree) {
    if (!path.ends_with("CMakeLists.txt")) continue;
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end;
         ++match) {
      rooms.insert((*match)[1]);
    }
  }
  return rooms;
}

}  // namespace

IncludeRules parse_include_rules(const std::string& contributing) {
  IncludeRules rules;
  for (const auto& row : table_rows(contributing, "room")) {
    rules.rooms[code_spans(row.at(0)).at(0)] = spans_as_set(row.at(1));
  }
  for (const auto& row : table_rows(contributing, "library")) {
    rules.libraries.push_back({row.at(0), code_spans(row.at(1)), spans_as_set(row.at(2))});
  }
  return rules;
}

std::string room_of(const std::string& path) {
  if (path.starts_with("include/")) return kApi;
  if (path.starts_with("bench/")) return "bench";
  if (!starts_with_any(path, {"src/", "research/", "apps/"})) return {};
  const auto second = path.find('/', path.find('/') + 1);
  return second == std::string::npos ? std::string() : path.substr(0, second);
}

Violations check_includes(const IncludeRules& rules, const SourceTree& tree) {
  Violations violations;
  for (const auto& [path, text] : tree) {
    if (room_of(path).empty() || !ends_with_any(path, {".h", ".cc", ".inc", ".hpp", ".cpp"}))
      continue;
    for (const Include& include : includes_of(text)) {
      const std::string why = objection(rules, tree, path, include.target);
      if (why.empty()) continue;
      violations.push_back(path + ":" + std::to_string(include.line) + ": " + include.target +
                           ": " + why);
    }
  }
  return violations;
}

Violations check_levels(const IncludeRules& rules) {
  Violations violations;
  std::map<std::string, bool> finished;  // present and false: on the path that is being walked
  const std::function<void(const std::string&)> walk = [&](const std::string& room) {
    if (const auto seen = finished.find(room); seen != finished.end()) {
      if (!seen->second) violations.push_back(room + ": includes itself in a circle");
      return;
    }
    finished[room] = false;
    const auto row = rules.rooms.find(room);
    if (row == rules.rooms.end()) violations.push_back(room + ": has no row in the table");
    if (row != rules.rooms.end()) std::for_each(row->second.begin(), row->second.end(), walk);
    finished[room] = true;
  };
  for (const auto& [room, allowed] : rules.rooms) walk(room);
  for (const Library& library : rules.libraries) {
    std::for_each(library.rooms.begin(), library.rooms.end(), walk);
  }
  return violations;
}

Violations check_rooms(const IncludeRules& rules, const SourceTree& tree) {
  const std::set<std::string> built = built_rooms(tree);
  std::set<std::string> present, listed;
  for (const auto& [path, text] : tree) present.insert(room_of(path));
  for (const auto& [room, allowed] : rules.rooms) listed.insert(room);
  present.erase("");

  Violations violations;
  for (const std::string& room : present) {
    if (!listed.contains(room)) violations.push_back(room + ": has no row in CONTRIBUTING.md");
    if (room != kApi && !built.contains(room))
      violations.push_back(room + ": not in any CMakeLists.txt");
  }
  for (const std::string& room : listed) {
    if (!present.contains(room)) violations.push_back(room + ": in CONTRIBUTING.md, but not there");
  }
  for (const std::string& room : built) {
    if (!present.contains(room))
      violations.push_back(room + ": in a CMakeLists.txt, but not there");
  }
  return violations;
}

}  // namespace emovox::structure
