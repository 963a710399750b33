// Parses the parts of Markdown that the structure tests need: tables, code spans, sections, links.
#pragma once

#include <string>
#include <vector>

namespace emovox::structure {

/// Body rows of the first table whose first header cell is `header`; cells are trimmed. Empty when
/// there is no such table.
std::vector<std::vector<std::string>> table_rows(const std::string& markdown,
                                                 const std::string& header);

/// The texts between backticks, in order; code blocks are skipped.
std::vector<std::string> code_spans(const std::string& markdown);

/// Targets of [text](target) outside of code blocks.
std::vector<std::string> link_targets(const std::string& markdown);

/// A heading of `level` and what follows it up to the next heading of that level or above.
struct Section {
  std::string title;
  std::string body;
};
std::vector<Section> sections(const std::string& markdown, int level);

}  // namespace emovox::structure
