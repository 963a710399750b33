// Single fields from JSON: the type must be the field's own.
#include "model/options_json.h"

#include <cmath>
#include <limits>

namespace emovox::model {

void refuse_unknown(std::string_view where, std::string_view was, std::string_view known) {
  throw Error(ErrorCode::unsupported, where, was,
              "must be one of " + std::string(known) +
                  ", or the file was made by a newer version of emovox");
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
