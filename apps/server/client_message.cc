#include "server/client_message.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <type_traits>

#include "emovox/error.h"
#include "text/fields.h"

namespace emovox::server {
namespace {

using Json = nlohmann::json;

[[noreturn]] void refuse_value(const std::string& where, const std::string& was,
                               const std::string& must_be) {
  throw Refused(RefusalCode::invalid_argument, where, was, "must be " + must_be);
}

[[noreturn]] void refuse_text(const std::string& was, const std::string& must_be) {
  throw Refused(RefusalCode::malformed, "message", was, "must be " + must_be);
}

/// What a stranger wrote, short enough to be said back.
std::string described(const Json& value) {
  if (value.is_structured()) return value.is_array() ? "a list" : "an object";
  constexpr std::size_t kMost = 60;
  const std::string text = value.dump(-1, ' ', true);  // ASCII: may be cut anywhere
  return text.size() > kMost ? text.substr(0, kMost) + "..." : text;
}

Json parse(std::string_view text) {
  if (text.size() > kLongestText) {
    throw Refused(RefusalCode::too_large, "message",
                  "has " + std::to_string(text.size()) + " bytes",
                  "must be at most " + std::to_string(kLongestText));
  }
  const auto watch = [](int depth, Json::parse_event_t event, Json&) {
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= kDeepestText) {
      refuse_text("is nested too deeply", "at most " + std::to_string(kDeepestText) + " levels");
    }
    return true;
  };
  try {
    return Json::parse(text.begin(), text.end(), watch);
  } catch (const Json::exception&) {
    refuse_text("is not JSON", "an object in JSON, as UTF-8");
  }
}

void read(const Json& value, const std::string& name, int& field) {
  // As a double first: of every size, and no integer of another kind wraps.
  if (!value.is_number_integer() || std::abs(value.get<double>()) > kHighestRate) {
    refuse_value(name, "is " + described(value),
                 "a whole number of no more than " + std::to_string(kHighestRate));
  }
  field = value.get<int>();
}

void read(const Json& value, const std::string& name, double& field) {
  if (!value.is_number()) refuse_value(name, "is " + described(value), "a number");
  field = value.get<double>();
}

template <NamedEnum Enum>
void read(const Json& value, const std::string& name, Enum& field) {
  const auto known =
      value.is_string() ? from_name<Enum>(value.get_ref<const std::string&>()) : std::nullopt;
  if (!known) refuse_value(name, "is " + described(value), "one of " + name_list<Enum>());
  field = *known;
}

template <class Options>
std::string field_names() {
  std::string names;
  const Options options;
  Options::visit_fields(options, [&](std::string_view name, const auto&, const FieldInfo&) {
    names.append(names.empty() ? "" : ", ").append(name);
  });
  return names;
}

/// Every key of an object must be a field of the options.
template <class Options>
requires std::is_class_v<Options>
void read(const Json& object, const std::string& where, Options& options) {
  if (!object.is_object()) refuse_value(where, "is " + described(object), "an object");
  for (const auto& entry : object.items()) {
    bool known = false;
    Options::visit_fields(options, [&](std::string_view name, auto& field, const FieldInfo& info) {
      if (name != entry.key() && info.former_name != entry.key()) return;
      known = true;
      read(entry.value(), where + '.' + entry.key(), field);
    });
    if (!known) {
      refuse_value(where, "has the field " + described(entry.key()),
                   "made of " + field_names<Options>());
    }
  }
}

void require_affordable(const ListenOptions& options) {
  const double shortest = std::max(kShortestHop, options.window / kMostOverlap);
  if (options.hop >= shortest) return;
  refuse_value("start.options.hop", "is " + std::to_string(options.hop),
               "at least " + std::to_string(shortest) + " seconds with this window");
}

StreamStart read_start(const Json& fields) {
  if (!fields.contains("sample_rate")) {
    refuse_value("start.sample_rate", "is missing", "given, in Hz");
  }
  StreamStart start;
  read(fields, "start", start);
  text::validate_fields(start, "start");
  validate(start.options);
  require_affordable(start.options);
  return start;
}

ClientMessage read_message(std::string_view text) {
  Json message = parse(text);
  const auto type = message.is_object() ? message.find("type") : message.end();
  if (!message.is_object() || type == message.end() || !type->is_string()) {
    refuse_text("has no type", R"(an object with a "type")");
  }
  const std::string name = type->get<std::string>();
  message.erase(type);
  if (name == "start") return read_start(message);
  if (name != "end") refuse_text("has the type " + described(name), R"("start" or "end")");
  if (!message.empty()) refuse_value("end", "has more fields than its type", "without");
  return StreamEnd{};
}

}  // namespace

ClientMessage read_client_message(std::string_view text) {
  try {
    return read_message(text);
  } catch (const Refused& refused) {
    return refused.refusal();
  } catch (const Error& error) {
    return refusal_of(error);
  }
}

}  // namespace emovox::server
