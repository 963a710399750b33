// Single fields from JSON: the type must be the field's own.
#include "model/options_json.h"

#include <cmath>
#include <limits>

namespace emovox::model {

std::string describe(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  constexpr std::size_t kLongest = 60;
  if (text.size() > kLongest) text = text.substr(0, kLongest) + "…";
  return text;
}

void refuse_unknown(std::string_view where, std::string_view was, std::string_view known) {
  throw Error(ErrorCode::unsupported, where, was,
              "must be one of " + std::string(known) +
                  ", or the file was made by a newer version of emovox");
}

void refuse_field(const Json& value, std::string_view where, std::string_view key,
                  std::string_view wanted) {
  throw Error(ErrorCode::corrupt_data, where, std::string(key) + " is " + describe(value),
              "must be " + std::string(wanted));
}

void require_object(const Json& value, std::string_view where, std::string_view key) {
  if (!value.is_object()) refuse_field(value, where, key, "an object");
}

void read_field(const Json& value, std::string_view where, std::string_view key, bool& field) {
  if (!value.is_boolean()) refuse_field(value, where, key, "true or false");
  field = value.get<bool>();
}

void read_field(const Json& value, std::string_view where, std::string_view key, int& field) {
  using Limits = std::numeric_limits<int>;
  const bool fits = value.is_number_unsigned()
                        ? value.get<std::uint64_t>() <= static_cast<std::uint64_t>(Limits::max())
                        : value.is_number_integer() && value.get<std::int64_t>() >= Limits::min();
  if (!fits) refuse_field(value, where, key, "a 32-bit integer");
  field = value.get<int>();
}

void read_field(const Json& value, std::string_view where, std::string_view key, double& field) {
  if (!value.is_number() || !std::isfinite(value.get<double>())) {
    refuse_field(value, where, key, "a number");
  }
  field = value.get<double>();
}

void read_field(const Json& value, std::string_view where, std::string_view key,
                std::string& field) {
  if (!value.is_string()) refuse_field(value, where, key, "a string");
  field = value.get<std::string>();
}

}  // namespace emovox::model
