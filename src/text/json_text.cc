// Untrusted JSON text. The limits are enforced while parsing, before deep structures are built.
#include "text/json_text.h"

#include <set>
#include <string>
#include <vector>

#include "emovox/error.h"

namespace emovox::text {
namespace {

/// Checks the depth and the keys of every open object while parsing.
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
                  "must have each key only once");
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
                "must hold numbers in the range of a double");
  }
}

}  // namespace emovox::text
