#include "text/fields.h"

#include <cmath>

#include "emovox/error.h"
#include "text/number.h"

namespace emovox::text {

bool has_bounds(const Range& range) {
  return std::isfinite(range.lowest) || std::isfinite(range.highest);
}

std::string range_text(const Range& range, std::string_view unit) {
  const bool has_lowest = std::isfinite(range.lowest);
  const bool has_highest = std::isfinite(range.highest);
  std::string text;
  if (!has_lowest && !has_highest) {
    text = "a finite number";
  } else if (has_lowest && has_highest && !range.excludes_lowest && !range.excludes_highest) {
    text = "from " + plain_number(range.lowest) + " to " + plain_number(range.highest);
  } else {
    if (has_lowest) {
      text = (range.excludes_lowest ? "above " : "at least ") + plain_number(range.lowest);
    }
    if (has_highest) {
      if (has_lowest) text += " and ";
      text += (range.excludes_highest ? "below " : "at most ") + plain_number(range.highest);
    }
  }
  if (!unit.empty()) text.append(" ").append(unit);
  return text;
}

void refuse_field(std::string_view options, std::string_view field, double value,
                  std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, std::string(options).append(".").append(field),
              "is " + plain_number(value), std::string("must be ").append(must_be));
}

}  // namespace emovox::text
