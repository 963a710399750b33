// A strict parser of HTML and SVG: markup that a browser would tolerate is an error here.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace emovox::testing {

struct Element {
  std::string tag;
  std::map<std::string, std::string> attributes;  // entities resolved
  std::string text;        // its own text without that of child elements, resolved
  std::size_t parent = 0;  // itself for the root

  bool has(const std::string& attribute) const { return attributes.contains(attribute); }
};

/// Elements in the order of their beginnings. HTML's <!doctype>, <meta> and <style> are understood,
/// and an XML declaration. Throws std::runtime_error saying what is wrong and where: a tag that is
/// not closed or closed by another, an attribute twice or without quotes, a bare & or <.
std::vector<Element> parse_markup(std::string_view text);

/// Whether two texts have elements with the same id.
bool has_double_ids(const std::vector<Element>& elements);

}  // namespace emovox::testing
