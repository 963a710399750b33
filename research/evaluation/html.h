// HTML from data: all text goes through functions that escape it, so that data cannot break the
// markup.
#pragma once

#include <string>
#include <string_view>

namespace emovox::evaluation {

/// & < > " ' become entities; control characters and broken UTF-8 become U+FFFD.
std::string escape_html(std::string_view text);

/// Builds a page from top to bottom.
class Html {
 public:
  /// Adds markup as it is. Never pass data.
  Html& raw(std::string_view markup);
  Html& text(std::string_view data);

  /// <tag attributes>data</tag>; attributes are our own markup.
  Html& element(std::string_view tag, std::string_view data, std::string_view attributes = "");
  Html& open(std::string_view tag, std::string_view attributes = "");
  Html& close(std::string_view tag);

  const std::string& str() const { return html_; }

 private:
  std::string html_;
};

/// 0.8487 → "84.87".
std::string percent(double share, int decimals = 2);

}  // namespace emovox::evaluation
