#include "text/join.h"

#include <gtest/gtest.h>

#include <set>
#include <vector>

#include "emovox/model.h"
#include "text/field_text.h"
#include "text/number.h"

namespace emovox::text {
namespace {

struct Named {
  std::string_view name;
};

TEST(Joined, HasSeparatorsOnlyBetweenItems) {
  EXPECT_EQ(joined(std::vector<std::string>{}), "");
  EXPECT_EQ(joined(std::set<std::string>{"b"}), "b");
  EXPECT_EQ(joined(std::vector<std::string>{"", "a", ""}), ", a, ");
  EXPECT_EQ(joined(std::vector<std::string>{"a", "b"}, {}, ";"), "a;b");
}

TEST(Joined, TakesAMemberOrAFunction) {
  EXPECT_EQ(joined(std::vector<Named>{{"a"}, {"b"}}, &Named::name), "a, b");
  EXPECT_EQ(joined(std::vector<int>{1, -2}, number_text<int>), "1, -2");
}

TEST(FieldText, FollowsTheSyntaxOfFlagsAndOfToml) {
  const std::vector<Fusion> fusions = {Fusion::mean, Fusion::attention};
  EXPECT_EQ(field_text(fusions, kFlagSyntax), "mean,attention");
  EXPECT_EQ(field_text(fusions, kTomlSyntax), R"(["mean", "attention"])");
  EXPECT_EQ(field_text(std::vector<double>{}, kTomlSyntax), "[]");
  EXPECT_EQ(field_text(true, kFlagSyntax) + field_text(false, kFlagSyntax), "onoff");
  EXPECT_EQ(field_text(true, kTomlSyntax) + field_text(false, kTomlSyntax), "truefalse");
  EXPECT_EQ(field_text(0.0001, kFlagSyntax), "0.0001");
  EXPECT_EQ(field_text(0.0001, kTomlSyntax), "1e-04");
  EXPECT_EQ(field_text(std::optional<int>(), kFlagSyntax), "");
  EXPECT_EQ(field_text(std::optional<int>(7), kFlagSyntax), "7");
  EXPECT_EQ(field_text(std::string("a b"), kFlagSyntax), "a b");
}

}  // namespace
}  // namespace emovox::text
