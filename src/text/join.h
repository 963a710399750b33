// Lists for people: "a, b, c".
#pragma once

#include <functional>
#include <string>
#include <string_view>

namespace emovox::text {

/// The texts of `items` with `separator` between them. `text_of` is called with each item, or names
/// a member of it; what it gives is appended to a string.
template <class Items, class TextOf = std::identity>
std::string joined(const Items& items, TextOf text_of = {}, std::string_view separator = ", ") {
  std::string list;
  bool first = true;
  for (const auto& item : items) {
    if (!first) list += separator;
    first = false;
    list += std::invoke(text_of, item);
  }
  return list;
}

}  // namespace emovox::text
