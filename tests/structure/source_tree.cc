#include "structure/source_tree.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>

#include "test_places.h"

namespace emovox::structure {
namespace {

namespace fs = std::filesystem;

bool is_left_out(const fs::path& folder, bool at_root) {
  const std::string name = folder.filename().string();
  if (name == "__pycache__" || name.starts_with('.')) return true;
  return at_root && (name.starts_with("build") || name.starts_with("run"));
}

bool is_text(const std::string& path) {
  return ends_with_any(path, {".h", ".cc", ".py", ".txt", ".cmake", ".md", ".sh", ".toml"}) ||
         path.starts_with("scripts/");
}

std::string read_text(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [&](const std::string& prefix) { return text.starts_with(prefix); });
}

bool ends_with_any(const std::string& text, const std::vector<std::string>& suffixes) {
  return std::any_of(suffixes.begin(), suffixes.end(),
                     [&](const std::string& suffix) { return text.ends_with(suffix); });
}

SourceTree read_source_tree(const fs::path& root) {
  SourceTree tree;
  for (auto entry = fs::recursive_directory_iterator(root); entry != fs::end(entry); ++entry) {
    if (entry->is_directory() && is_left_out(entry->path(), entry.depth() == 0)) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      const std::string path = entry->path().lexically_relative(root).generic_string();
      tree[path] = is_text(path) ? read_text(entry->path()) : std::string();
    }
  }
  return tree;
}

const SourceTree& checkout() {
  static const SourceTree tree = read_source_tree(source_folder());
  return tree;
}

// --- Rules about sizes and names of files --------------------------------------------------------

Violations check_lengths(const SourceTree& tree) {
  Violations violations;
  for (const auto& [path, text] : tree) {
    const bool counts =
        ends_with_any(path, {".h", ".cc", ".py", ".sh", ".cmake", "CMakeLists.txt"}) ||
        path.starts_with("scripts/");
    const auto lines = static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
    if (!counts || lines <= kLongestFile) continue;
    violations.push_back(path + ": " + std::to_string(lines) + " lines; must be at most " +
                         std::to_string(kLongestFile));
  }
  return violations;
}

Violations check_names(const SourceTree& tree) {
  static const std::regex empty_word(
      "(^|[/_.-])(utils?|utilit(y|ies)|common|helpers?|managers?)([/_.-]|$)", std::regex::icase);
  Violations violations;
  for (const auto& [path, text] : tree) {
    if (std::regex_search(path, empty_word)) {
      violations.push_back(path + ": names nothing; must say what it holds");
    }
  }
  return violations;
}

Violations check_processor_counts(const SourceTree& tree) {
  static const std::regex asks(
      "\\b(hardware_concurrency|_SC_NPROCESSORS_(ONLN|CONF)|sched_getaffinity|get_nprocs)\\b");
  Violations violations;
  for (const auto& [path, text] : tree) {
    if (!path.starts_with("src/") || path == kAsksForProcessors) continue;
    if (!std::regex_search(text, asks)) continue;
    violations.push_back(path + ": asks for the number of processors; must leave that to " +
                         kAsksForProcessors);
  }
  return violations;
}

}  // namespace emovox::structure
