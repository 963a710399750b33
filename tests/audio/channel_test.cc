#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "emovox/audio.h"
#include "emovox/error.h"

namespace emovox {
namespace {

TEST(Channel, ReadsTheThreeWays) {
  EXPECT_EQ(Channel::parse("mix").number, 0);
  EXPECT_EQ(Channel::parse("first").number, 1);
  EXPECT_EQ(Channel::parse("1").number, 1);
  EXPECT_EQ(Channel::parse("12").number, 12);
}

TEST(Channel, RefusesAnythingElse) {
  for (const char* text :
       {"", "0", "-1", "+1", "1.5", "2 ", " 2", "left", "Mix", "99999999999", "1x"}) {
    try {
      Channel::parse(text);
      ADD_FAILURE() << "accepted '" << text << "'";
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      EXPECT_THAT(error.what(),
                  testing::HasSubstr("'" + std::string(text) + "': not a channel; must be mix"));
    }
  }
}

}  // namespace
}  // namespace emovox
