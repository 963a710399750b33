// JSON text from a stranger. The limits are enforced while parsing, before anything deep is built.
#include "text/json_text.h"

#include <set>
#include <string>
#include <vector>

#include "emovox/error.h"

namespace emovox::text {
namespace {

/// Watches the parser: depth, and the keys of every open object.
class Guard {
 public:
  explicit Guard(std::string_view where) : where_(where) {}

  void open(int depth, bool object) {
    if (depth >= kDeepestJson) {
      throw Error(ErrorCode::corrupt_data, where_, "its JSON is nested too deeply",
                  "must be at most " + std::to_string(kDeepestJson) + " levels");
    }
    if (!object) return;
    const auto level = static_cast<std::size_t>(depth) + 1;
    if (keys_.size() <= level) keys_.resize(level + 1);
    keys_[level].clear();
  }

  void key(int depth, const std::string& name) {
    if (!keys_[static_cast<std::size_t>(depth)].insert(name).second) {
      throw Error(ErrorCode::corrupt_data, where_, "its JSON has the key \"" + name + "\" twice",
                  "must have each key once");
    }
  }

 private:
  std::string_view where_;
  std::vector<std::set<std::string>> keys_;  // by depth
};

}  // namespace

Json parse_json(std::string_view text, std::string_view where) {
  using Event = Json::parse_event_t;
  Guard guard(where);
  const auto watch = [&guard](int depth, Event event, Json& parsed) {
    if (event == Event::object_start) guard.open(depth, true);
    if (event == Event::array_start) guard.open(depth, false);
    if (event == Event::key) guard.key(depth, parsed.get_ref<const std::string&>());
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::parse_error& error) {
    throw Error(ErrorCode::corrupt_data, where,
                "its JSON is broken at byte " + std::to_string(error.byte), "must be valid JSON");
  } catch (const Json::exception&) {
    throw Error(ErrorCode::corrupt_data, where, "its JSON holds a number out of range",
                "must hold numbers that a double can");
  }
}

std::string describe(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  constexpr std::size_t kLongest = 60;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "…";
  return text;
}

void refuse_field(const Json& value, std::string_view where, std::string_view key,
                  std::string_view wanted) {
  throw Error(ErrorCode::corrupt_data, where, std::string(key) + " is " + describe(value),
              "must be " + std::string(wanted));
}

void require_object(const Json& value, std::string_view where, std::string_view key) {
  if (!value.is_object()) refuse_field(value, where, key, "an object");
}

}  // namespace emovox::text
