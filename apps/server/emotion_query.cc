#include "server/emotion_query.h"

#include <set>

#include "emovox/error.h"
#include "text/number.h"

namespace emovox::server {
namespace {

[[noreturn]] void refuse(const std::string& name, std::string_view was, std::string_view must_be) {
  throw Error(ErrorCode::invalid_argument, name, was, must_be);
}

bool parse_flag(const std::string& name, const std::string& text) {
  if (text == "true") return true;
  if (text == "false") return false;
  refuse(name, "is '" + text + "'", "must be true or false");
}

double parse_number(const std::string& name, const std::string& text) {
  if (const auto value = text::parse_number(text)) return *value;
  refuse(name, "is '" + text + "'", "must be a number");
}

double parse_share(const std::string& name, const std::string& text) {
  const double value = parse_number(name, text);
  if (value >= 0.0 && value <= 1.0) return value;
  refuse(name, "is " + text, "must be from 0 to 1");
}

void set(EmotionQuery& query, const std::string& name, const std::string& text) {
  if (name == "segments") {
    query.segments = parse_flag(name, text);
  } else if (name == "attention") {
    query.attention = parse_flag(name, text);
  } else if (name == "window") {
    query.windows.window = parse_number(name, text);
  } else if (name == "hop") {
    query.windows.hop = parse_number(name, text);
  } else if (name == "abstain_below") {
    query.abstain_below = parse_share(name, text);
  } else if (name == "channel") {
    query.channel = Channel::parse(text);
  } else {
    refuse("query", "has '" + name + "'",
           "must be of segments, attention, window, hop, abstain_below, channel");
  }
}

}  // namespace

EmotionQuery parse_emotion_query(const Query& query) {
  EmotionQuery parsed;
  std::set<std::string> seen;
  for (const auto& [name, text] : query) {
    set(parsed, name, text);
    if (!seen.insert(name).second) refuse(name, "is given twice", "must be given once");
  }
  return parsed;
}

}  // namespace emovox::server
