#include "structure/tree_rules.h"

#include <algorithm>
#include <regex>

namespace emovox::structure {

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
