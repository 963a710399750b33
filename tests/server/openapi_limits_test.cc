// The limits and defaults in openapi.json against the field lists of the options that it describes.
#include <gmock/gmock.h>

#include <cmath>
#include <concepts>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "emovox/listener.h"
#include "emovox/model.h"
#include "server/stream_protocol.h"
#include "test_places.h"
#include "text/fields.h"
#include "text/options_json.h"

namespace emovox::server {
namespace {

using nlohmann::json;

const json& document() {
  static const json read = json::parse(std::ifstream(source_folder() / "apps/server/openapi.json"));
  return read;
}

/// What a schema must say of a field, besides its default.
template <class Field>
json limits_of(const FieldInfo& info) {
  if constexpr (NamedEnum<Field>) return {{"type", "string"}, {"enum", EnumNames<Field>::names}};
  json limits{{"type", std::integral<Field> ? "integer" : "number"}};
  const auto& [lowest, highest, excludes_lowest, excludes_highest] = info.range;
  if (std::isfinite(lowest)) limits[excludes_lowest ? "exclusiveMinimum" : "minimum"] = lowest;
  if (std::isfinite(highest)) limits[excludes_highest ? "exclusiveMaximum" : "maximum"] = highest;
  return limits;
}

/// The entries of a schema that the field list decides.
json decided_part(const json& schema) {
  json part = json::object();
  for (const char* key :
       {"type", "enum", "minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum", "default"}) {
    if (schema.contains(key)) part[key] = schema[key];
  }
  return part;
}

/// Compares `schemas` (by name) with the field list. A required field has no default.
template <class Options>
void expect_described(const json& schemas, const std::set<std::string>& required = {}) {
  const Options defaults;
  Options::visit_fields(
      defaults, [&]<class Field>(std::string_view view, const Field& field, const FieldInfo& info) {
        const std::string name(view);
        ASSERT_TRUE(schemas.contains(name)) << name << " is missing";
        if constexpr (!text::HasFields<const Field>) {
          json wanted = limits_of<Field>(info);
          if (!required.contains(name)) wanted["default"] = text::field_to_json<json>(field);
          EXPECT_EQ(decided_part(schemas[name]), wanted) << name;
        }
      });
}

/// The properties of a schema that allows no others.
const json& properties_of(const std::string& schema) {
  const json& found = document().at("components").at("schemas").at(schema);
  EXPECT_EQ(found.at("additionalProperties"), false) << schema;
  return found.at("properties");
}

TEST(OpenApi, QueryHasTheLimitsOfStreamOptions) {
  json schemas = json::object();
  for (const json& parameter : document().at("/paths/~1v1~1emotion/post/parameters"_json_pointer)) {
    schemas[parameter.at("name").get<std::string>()] = parameter.at("schema");
  }
  expect_described<StreamOptions>(schemas);
}

TEST(OpenApi, StartHasTheLimitsOfStreamStart) {
  const json& properties = properties_of("StreamStart");
  expect_described<StreamStart>(properties, {"sample_rate"});
  EXPECT_EQ(properties.size(), text::options_to_json<json>(StreamStart{}).size() + 1) << "and type";
  EXPECT_EQ(properties.at("options").at("$ref"), "#/components/schemas/ListenOptions");
  EXPECT_EQ(document().at("/components/schemas/StreamStart/required"_json_pointer),
            json({"type", "sample_rate"}));
}

TEST(OpenApi, OptionsHaveTheLimitsOfListenOptions) {
  const json& properties = properties_of("ListenOptions");
  expect_described<ListenOptions>(properties);
  EXPECT_EQ(properties.size(), text::options_to_json<json>(ListenOptions{}).size());
}

}  // namespace
}  // namespace emovox::server
