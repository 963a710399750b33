#include "text/json_text.h"

#include <gmock/gmock.h>

#include "expect_error.h"

namespace emovox::text {
namespace {

TEST(ParseJson, RefusesBrokenDeepAndDuplicateJson) {
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
    SCOPED_TRACE(text.substr(0, 40));
    EXPECT_ERROR(parse_json(text, "here"), corrupt_data, part);
  }
}

TEST(ParseJson, NestingHasALimit) {
  const auto nested = [](std::size_t levels) {
    return std::string(levels, '[') + std::string(levels, ']');
  };
  EXPECT_NO_THROW(parse_json(nested(kDeepestJson), "here"));
  EXPECT_ERROR(parse_json(nested(kDeepestJson + 1), "here"), corrupt_data, "nested too deeply");
}

TEST(ParseJson, AcceptsTheSameKeyInDifferentObjects) {
  EXPECT_NO_THROW(parse_json(R"([{"a": 1}, {"a": {"a": 2}}])", "here"));
}

}  // namespace
}  // namespace emovox::text
