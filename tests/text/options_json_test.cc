#include "text/options_json.h"

#include <gmock/gmock.h>

#include <limits>
#include <nlohmann/json.hpp>

#include "emovox/model.h"
#include "expect_error.h"

namespace emovox::text {
namespace {

using Json = nlohmann::json;

struct Everything {
  bool flag = false;
  int count = 1;
  double share = 0.5;
  std::string text = "a";
  Cell cell = Cell::peephole;
  std::vector<Fusion> fusions = {Fusion::mean};

  bool operator==(const Everything&) const = default;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("flag", self.flag, "");
    visit("count", self.count, FieldInfo("").formerly("number"));
    visit("share", self.share, "");
    visit("text", self.text, "");
    visit("cell", self.cell, "");
    visit("fusions", self.fusions, "");
  }
};

Everything read(const char* text) {
  return JsonReader::of_file("here").options<Everything>(Json::parse(text), "all");
}

TEST(OptionsJson, EveryFieldTypeComesBack) {
  const Everything options{true, -7, 0.1, "ü\"", Cell::plain, {Fusion::attention, Fusion::mean}};
  EXPECT_EQ(read(options_to_json<Json>(options).dump().c_str()), options);
}

TEST(OptionsJson, WordsAreTheEnumsNames) {
  EXPECT_EQ(options_to_json<Json>(Everything{})["cell"], "peephole");
  EXPECT_EQ(options_to_json<Json>(Everything{})["fusions"], Json::array({"mean"}));
}

TEST(OptionsJson, MissingKeyKeepsItsDefault) {
  EXPECT_EQ(read("{}"), Everything{});
  EXPECT_EQ(read(R"({"count": 9})").count, 9);
}

TEST(OptionsJson, FormerNameIsReadAndNotWritten) {
  EXPECT_EQ(read(R"({"number": 9})").count, 9);
  EXPECT_FALSE(options_to_json<Json>(Everything{}).contains("number"));
  EXPECT_ERROR(read(R"({"count": 1, "number": 1})"), corrupt_data,
               "all.number is 1; must be left out beside its newer name count");
}

// Model files of earlier versions name them so.
TEST(OptionsJson, ModelOptionsAreReadWithStreams) {
  const Json object = {{"streams", {"prosody"}}};
  EXPECT_EQ(JsonReader::of_file("here").options<ModelOptions>(object, "network").feature_sets,
            std::vector{FeatureSet::prosody});
}

TEST(OptionsJson, UnknownKeyIsNamed) {
  EXPECT_ERROR(read(R"({"count": 1, "colour": 2})"), unsupported,
               "here: key all.colour is unknown; must be one of flag");
}

TEST(OptionsJson, UnknownWordIsNamed) {
  EXPECT_ERROR(read(R"({"cell": "round"})"), unsupported,
               "here: all.cell is \"round\"; must be one of peephole, plain");
}

TEST(OptionsJson, WrongTypesAreNamedByKey) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"flag": 1})", "all.flag is 1"},
      {R"({"count": 1.5})", "all.count is 1.5"},
      {R"({"count": 2147483648})", "all.count is 2147483648"},
      {R"({"count": -2147483649})", "all.count is -2147483649"},
      {R"({"count": "1"})", "all.count is \"1\""},
      {R"({"share": true})", "all.share is true"},
      {R"({"text": null})", "all.text is null"},
      {R"({"cell": 0})", "all.cell is 0; must be one of"},
      {R"({"fusions": "mean"})", "all.fusions is \"mean\"; must be a list"},
      {R"({"fusions": ["mean", {}]})", "all.fusions is an object"},
      {"[]", "all is a list; must be an object"},
  };
  for (const auto& [text, part] : cases) EXPECT_ERROR(read(text), corrupt_data, part);
}

TEST(OptionsJson, IntegersReachTheirLimits) {
  EXPECT_EQ(read(R"({"count": 2147483647})").count, 2147483647);
  EXPECT_EQ(read(R"({"count": -2147483648})").count, -2147483647 - 1);
  EXPECT_EQ(read(R"({"share": 3})").share, 3.0);
}

struct Nested {
  int size = 0;
  Everything inner;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("size", self.size, "");
    visit("inner", self.inner, "");
  }
};

TEST(OptionsJson, StructsInStructsAreObjects) {
  const Nested nested{3, {.count = 4}};
  const Json object = options_to_json<Json>(nested);
  EXPECT_EQ(object["inner"]["count"], 4);
  const auto back = JsonReader::of_file("here").options<Nested>(object, "");
  EXPECT_EQ(back.size, 3);
  EXPECT_EQ(back.inner, nested.inner);
  EXPECT_ERROR(JsonReader::of_file("here").options<Nested>(Json{{"inner", {{"flag", 1}}}}, "all"),
               corrupt_data, "here: all.inner.flag is 1; must be true or false");
}

TEST(OptionsJson, FieldsOfAnOrderedObjectAreInTheOrderOfTheirList) {
  const auto object = options_to_json<nlohmann::ordered_json>(Everything{});
  EXPECT_EQ(object.begin().key(), "flag");
  EXPECT_EQ(JsonReader::of_message().options<Everything>(object, "all"), Everything{});
}

TEST(OptionsJson, ChangedFieldsAreThoseThatDifferFromTheirDefaults) {
  EXPECT_EQ(changed_to_json<Json>(Everything{}), Json::object());
  Everything options;
  options.fusions = {Fusion::weighted};
  options.share = 0.25;
  EXPECT_EQ(changed_to_json<Json>(options), (Json{{"fusions", {"weighted"}}, {"share", 0.25}}));
}

TEST(OptionsJson, WhatIsWrongInAMessageIsAnInvalidArgument) {
  const std::pair<const char*, const char*> cases[] = {
      {R"({"share": true})", "all.share: is true; must be a number"},
      {R"({"count": 1.5})", "all.count: is 1.5; must be a whole number from -2147483648 to"},
      {R"({"cell": "round"})", "all.cell: is \"round\"; must be one of peephole, plain"},
      {R"({"colour": 2})", "all: has the field \"colour\"; must be made of flag, count, share"},
      {"[]", "all: is a list; must be an object"},
  };
  for (const auto& [text, message] : cases) {
    EXPECT_ERROR(JsonReader::of_message().options<Everything>(Json::parse(text), "all"),
                 invalid_argument, message);
  }
}

TEST(Described, IsShortAndAscii) {
  EXPECT_EQ(described(Json("ü")), "\"\\u00fc\"");
  EXPECT_EQ(described(Json(std::string(1000, 'x'))), "\"" + std::string(59, 'x') + "...");
  EXPECT_EQ(described(Json("\xff")), "\"\\ufffd\"");
  EXPECT_EQ(described(Json(std::numeric_limits<double>::quiet_NaN())), "nan");
}

}  // namespace
}  // namespace emovox::text
