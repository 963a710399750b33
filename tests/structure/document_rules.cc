#include "structure/document_rules.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <sstream>

#include "structure/markdown.h"

namespace emovox::structure {
namespace {

// A file, or a folder that holds one.
bool exists(const SourceTree& tree, const std::string& path) {
  if (tree.contains(path)) return true;
  const std::string folder = path.ends_with('/') ? path : path + '/';
  const auto next = tree.lower_bound(folder);
  return next != tree.end() && next->first.starts_with(folder);
}

// "research/corpus/<name>.cc" → "research/corpus/": the folder that must exist.
std::string fixed_part(const std::string& path) {
  const auto placeholder = path.find('<');
  if (placeholder == std::string::npos) return path;
  return path.substr(0, path.rfind('/', placeholder) + 1);
}

// The path from the root of a link: "docs/cli.md" and "../src" give "src".
std::string path_from(const std::string& document, const std::string& link) {
  const std::filesystem::path folder = std::filesystem::path(document).parent_path();
  return (folder / link).lexically_normal().generic_string();
}

bool is_path(const std::string& span) {
  return span.find('/') != std::string::npos && span.find(' ') == std::string::npos &&
         span.find("::") == std::string::npos;
}

std::string recipes_of(const SourceTree& tree) {
  for (const Section& section : sections(tree.at("CONTRIBUTING.md"), 2)) {
    if (section.title == "Add one") return section.body;
  }
  return {};
}

}  // namespace

Violations check_recipes(const SourceTree& tree) {
  Violations violations;
  const auto recipes = sections(recipes_of(tree), 3);
  if (recipes.empty()) violations.emplace_back("CONTRIBUTING.md: no recipes under \"## Add one\"");
  for (const Section& recipe : recipes) {
    int named = 0;
    for (const std::string& span : code_spans(recipe.body)) {
      if (!is_path(span)) continue;
      ++named;
      if (!exists(tree, fixed_part(span)))
        violations.push_back(recipe.title + ": " + span + " is not there");
    }
    if (named == 0) violations.push_back(recipe.title + ": names no file");
  }
  return violations;
}

Violations check_packages(const SourceTree& tree) {
  const auto spans = code_spans(tree.at("README.md"));
  Violations violations;
  std::set<std::string> seen;
  std::istringstream in(tree.at("scripts/packages.txt"));
  for (std::string line; std::getline(in, line);) {
    std::string group, package;
    if (line.starts_with('#') || !(std::istringstream(line) >> group >> package)) continue;
    if (!seen.insert(package).second) violations.push_back(package + ": listed twice");
    if (std::find(spans.begin(), spans.end(), package) == spans.end()) {
      violations.push_back(package + ": in scripts/packages.txt, but not in README.md");
    }
  }
  return violations;
}

Violations check_links(const SourceTree& tree) {
  Violations violations;
  for (const auto& [document, text] : tree) {
    if (!document.ends_with(".md")) continue;
    for (const std::string& target : link_targets(text)) {
      if (starts_with_any(target, {"http://", "https://", "#"})) continue;
      const std::string path = path_from(document, target.substr(0, target.find('#')));
      if (exists(tree, path)) continue;
      violations.push_back(document + ": links to " + target + ", which is not there");
    }
  }
  return violations;
}

}  // namespace emovox::structure
