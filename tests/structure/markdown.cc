#include "structure/markdown.h"

#include <algorithm>
#include <regex>
#include <sstream>

namespace emovox::structure {
namespace {

std::string trim(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

// "| a | b |" → {"a", "b"}; empty for a line that is not a table's.
std::vector<std::string> cells_of(const std::string& line) {
  const std::string row = trim(line);
  if (row.size() < 2 || row.front() != '|' || row.back() != '|') return {};
  std::vector<std::string> cells;
  std::istringstream in(row.substr(1, row.size() - 2));
  for (std::string cell; std::getline(in, cell, '|');) cells.push_back(trim(cell));
  return cells;
}

std::string without_code_blocks(const std::string& markdown) {
  std::string text;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    if (trim(line).starts_with("```")) {
      inside = !inside;
    } else if (!inside) {
      text += line + '\n';
    }
  }
  return text;
}

std::vector<std::string> first_groups(const std::string& text, const std::regex& pattern) {
  std::vector<std::string> groups;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    groups.push_back((*match)[1]);
  }
  return groups;
}

// 0 for a line that is no heading.
int heading_level(const std::string& line) {
  const auto hashes = line.find_first_not_of('#');
  return hashes != std::string::npos && line[hashes] == ' ' ? static_cast<int>(hashes) : 0;
}

}  // namespace

std::vector<std::vector<std::string>> table_rows(const std::string& markdown,
                                                 const std::string& header) {
  const std::vector<std::string> lines = lines_of(markdown);
  auto line = std::find_if(lines.begin(), lines.end(), [&](const std::string& candidate) {
    const auto cells = cells_of(candidate);
    return !cells.empty() && cells.front() == header;
  });
  std::vector<std::vector<std::string>> rows;
  if (line == lines.end() || ++line == lines.end()) return rows;
  for (++line; line != lines.end() && !cells_of(*line).empty(); ++line) {
    rows.push_back(cells_of(*line));
  }
  return rows;
}

std::vector<std::string> code_spans(const std::string& markdown) {
  return first_groups(without_code_blocks(markdown), std::regex("`([^`\n]+)`"));
}

std::vector<std::string> link_targets(const std::string& markdown) {
  return first_groups(without_code_blocks(markdown), std::regex(R"(\]\(([^)\s]+)\))"));
}

std::vector<Section> sections(const std::string& markdown, int level) {
  std::vector<Section> found;
  bool inside = false;
  for (const std::string& line : lines_of(markdown)) {
    const int heading = heading_level(line);
    if (heading == level) {
      found.push_back({trim(line.substr(static_cast<std::size_t>(level))), ""});
      inside = true;
    } else if (heading > 0 && heading < level) {
      inside = false;
    } else if (inside) {
      found.back().body += line + '\n';
    }
  }
  return found;
}

}  // namespace emovox::structure
