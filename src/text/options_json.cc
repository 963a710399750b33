#include "text/options_json.h"

#include <cmath>

#include "emovox/error.h"

namespace emovox::text {
namespace {

// The text is ASCII and may be cut anywhere.
std::string shortened(const std::string& text) {
  constexpr std::size_t kLongest = 60;
  return text.size() > kLongest ? text.substr(0, kLongest) + "..." : text;
}

}  // namespace

template <class Json>
std::string described(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  if (value.is_number_float() && !std::isfinite(value.template get<double>())) {
    return number_text(value.template get<double>());
  }
  return shortened(value.dump(-1, ' ', true, Json::error_handler_t::replace));
}

void JsonReader::refuse_type(const std::string& was, std::string_view key,
                             std::string_view wanted) const {
  const std::string must_be = "must be " + std::string(wanted);
  if (where_.empty()) throw Error(ErrorCode::invalid_argument, key, "is " + was, must_be);
  throw Error(ErrorCode::corrupt_data, where_, std::string(key) + " is " + was, must_be);
}

void JsonReader::refuse_word(const std::string& was, std::string_view key,
                             const std::string& known) const {
  if (where_.empty()) refuse_type(was, key, "one of " + known);
  throw Error(ErrorCode::unsupported, where_, std::string(key) + " is " + was,
              "must be one of " + known + ", or the file was made by a newer version of emovox");
}

void JsonReader::refuse_key(const std::string& key, std::string_view prefix,
                            const std::string& known) const {
  if (where_.empty()) {
    throw Error(ErrorCode::invalid_argument, prefix,
                "has the field " + described(nlohmann::json(key)), "must be made of " + known);
  }
  const std::string dotted = prefix.empty() ? key : std::string(prefix) + '.' + key;
  throw Error(ErrorCode::unsupported, where_, "key " + dotted + " is unknown",
              "must be one of " + known + ", or the file was made by a newer version of emovox");
}

template std::string described(const nlohmann::json&);
template std::string described(const nlohmann::ordered_json&);

}  // namespace emovox::text
