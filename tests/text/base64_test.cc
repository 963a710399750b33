#include "text/base64.h"

#include <gtest/gtest.h>

#include <utility>

namespace emovox::text {
namespace {

std::string encoded(std::string_view text) {
  return base64(std::as_bytes(std::span(text.data(), text.size())));
}

TEST(Base64, MatchesRfc4648) {
  const std::pair<std::string, std::string> cases[] = {{"", ""},
                                                       {"f", "Zg=="},
                                                       {"fo", "Zm8="},
                                                       {"foo", "Zm9v"},
                                                       {"foob", "Zm9vYg=="},
                                                       {"fooba", "Zm9vYmE="},
                                                       {"foobar", "Zm9vYmFy"}};
  for (const auto& [plain, text] : cases) {
    EXPECT_EQ(encoded(plain), text);
    EXPECT_EQ(base64url(plain), text.substr(0, text.find('=')));
  }
}

TEST(Base64, AlphabetsDifferInTwoCharacters) {
  EXPECT_EQ(encoded("\xfb\xff\xfe"), "+//+");
  EXPECT_EQ(base64url("\xfb\xff\xfe"), "-__-");
}

}  // namespace
}  // namespace emovox::text
