#include "model/options_json.h"

#include <gmock/gmock.h>

#include "emovox/model.h"
#include "model/error_of.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;

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
  return options_from_json<Everything>(parse_json(text, "here"), "here", "all");
}

TEST(OptionsJson, EveryFieldTypeComesBack) {
  const Everything options{true, -7, 0.1, "ü\"", Cell::plain, {Fusion::attention, Fusion::mean}};
  EXPECT_EQ(read(options_to_json(options).dump().c_str()), options);
}

TEST(OptionsJson, WordsAreTheEnumsNames) {
  EXPECT_EQ(options_to_json(Everything{})["cell"], "peephole");
  EXPECT_EQ(options_to_json(Everything{})["fusions"], Json::array({"mean"}));
}

TEST(OptionsJson, MissingKeyKeepsItsDefault) {
  EXPECT_EQ(read("{}"), Everything{});
  EXPECT_EQ(read(R"({"count": 9})").count, 9);
}

TEST(OptionsJson, FormerNameIsReadAndNotWritten) {
  EXPECT_EQ(read(R"({"number": 9})").count, 9);
  EXPECT_FALSE(options_to_json(Everything{}).contains("number"));
  const auto thrown = error_of([] { read(R"({"count": 1, "number": 1})"); });
  ASSERT_TRUE(thrown);
  EXPECT_THAT(thrown->message, HasSubstr("all.number is 1; must be left out beside its newer name "
                                         "count"));
}

// Model files of earlier versions name them so.
TEST(OptionsJson, ModelOptionsAreReadWithStreams) {
  const Json object = {{"streams", {"prosody"}}};
  EXPECT_EQ(options_from_json<ModelOptions>(object, "here", "network").feature_sets,
            std::vector{FeatureSet::prosody});
}

TEST(OptionsJson, UnknownKeyIsNamed) {
  const auto thrown = error_of([] { read(R"({"count": 1, "colour": 2})"); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::unsupported);
  EXPECT_THAT(thrown->message, HasSubstr("here: key all.colour is unknown; must be one of flag"));
}

TEST(OptionsJson, UnknownWordIsNamed) {
  const auto thrown = error_of([] { read(R"({"cell": "round"})"); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::unsupported);
  EXPECT_THAT(thrown->message,
              HasSubstr("here: all.cell is \"round\"; must be one of peephole, plain"));
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
      {R"({"cell": 0})", "all.cell is 0"},
      {R"({"fusions": "mean"})", "all.fusions is \"mean\"; must be a list"},
      {R"({"fusions": ["mean", {}]})", "all.fusions is an object"},
      {"[]", "all is a list; must be an object"},
  };
  for (const auto& [text, part] : cases) {
    const auto thrown = error_of([&] { read(text); });
    ASSERT_TRUE(thrown) << text;
    EXPECT_EQ(thrown->code, ErrorCode::corrupt_data) << text;
    EXPECT_THAT(thrown->message, HasSubstr(part));
  }
}

TEST(OptionsJson, IntegersReachTheirLimits) {
  EXPECT_EQ(read(R"({"count": 2147483647})").count, 2147483647);
  EXPECT_EQ(read(R"({"count": -2147483648})").count, -2147483647 - 1);
  EXPECT_EQ(read(R"({"share": 3})").share, 3.0);
}

TEST(ParseJson, RefusesWhatIsBrokenDeepOrDouble) {
  const std::string deep = std::string(100000, '[') + std::string(100000, ']');
  const std::pair<std::string, const char*> cases[] = {
      {"{", "broken at byte"},
      {R"({"a": 1e999})", "out of range"},
      {R"({"a": 1, "a": 2})", "\"a\" twice"},
      {R"({"b": {"a": 1, "a": 2}})", "\"a\" twice"},
      {"{\"a\": \"\xff\"}", "broken at byte"},
      {deep, "nested too deeply"},
  };
  for (const auto& [text, part] : cases) {
    const auto thrown = error_of([&] { parse_json(text, "here"); });
    ASSERT_TRUE(thrown) << text.substr(0, 40);
    EXPECT_EQ(thrown->code, ErrorCode::corrupt_data);
    EXPECT_THAT(thrown->message, HasSubstr(part));
  }
}

TEST(ParseJson, NestingHasALimit) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_FALSE(error_of([&] { parse_json(nested(text::kDeepestJson), "here"); }));
  EXPECT_TRUE(error_of([&] { parse_json(nested(text::kDeepestJson + 1), "here"); }));
}

TEST(ParseJson, SameKeyInDifferentObjectsIsFine) {
  EXPECT_NO_THROW(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "here"));
}

}  // namespace
}  // namespace emovox::model
