#include "model/json_text.h"

#include <gmock/gmock.h>

#include "model/error_of.h"

namespace emovox::model {
namespace {

using testing::HasSubstr;

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
  EXPECT_FALSE(error_of([&] { parse_json(nested(kDeepestJson), "here"); }));
  EXPECT_TRUE(error_of([&] { parse_json(nested(kDeepestJson + 1), "here"); }));
}

TEST(ParseJson, SameKeyInDifferentObjectsIsFine) {
  EXPECT_NO_THROW(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "here"));
}

}  // namespace
}  // namespace emovox::model
