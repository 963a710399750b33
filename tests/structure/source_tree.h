// The checkout for the structure tests: paths and texts, and rules about files. Rules take it as a
// value, so that a test can also give them a synthetic tree that breaks them.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace emovox::structure {

/// Path from the root, with '/', → the file's text.
using SourceTree = std::map<std::string, std::string>;

/// Violations of rules, one line each: "path: what was; what must be".
using Violations = std::vector<std::string>;

/// Every file under `root` that people write: hidden folders, build*, run* and __pycache__ are left
/// out, and data (anything but sources, scripts and documents) has an empty text.
SourceTree read_source_tree(const std::filesystem::path& root);

/// The tree of this checkout, read once.
const SourceTree& checkout();

bool starts_with_any(const std::string& text, const std::vector<std::string>& prefixes);
bool ends_with_any(const std::string& text, const std::vector<std::string>& suffixes);

// --- Rules about sizes and names of files --------------------------------------------------------

inline constexpr std::size_t kLongestFile = 400;  // lines

/// Sources and scripts of more than kLongestFile lines.
Violations check_lengths(const SourceTree& tree);

/// Files and folders with util, common, helper or manager among the words of their names.
Violations check_names(const SourceTree& tree);

/// The source that may ask for the number of processors. What it loads keeps the number of threads,
/// so that a caller's LoadOptions::threads holds everywhere.
inline constexpr char kAsksForProcessors[] = "src/model/model.cc";

/// Other files of src/ that ask for the number of processors.
Violations check_processor_counts(const SourceTree& tree);

}  // namespace emovox::structure
