// ASCII case and UTF-8.
#include "text/characters.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "text/shuffle.h"

namespace emovox::text {
namespace {

TEST(Ascii, ChangesOnlyAsciiLetters) {
  EXPECT_EQ(to_lower("AUDIO/Wav @[`{ \xc3\x84"), "audio/wav @[`{ \xc3\x84");
}

TEST(Ascii, ComparesWithoutCase) {
  EXPECT_TRUE(equals_ignoring_case("Bearer", "bEARER"));
  EXPECT_FALSE(equals_ignoring_case("bearer", "bearer "));
  EXPECT_FALSE(equals_ignoring_case("@", "`"));
  EXPECT_TRUE(starts_ignoring_case("Content-Type: x", "content-type:"));
  EXPECT_FALSE(starts_ignoring_case("Content", "content-type:"));
}

TEST(Utf8, DecodesEveryLength) {
  const std::pair<std::string, char32_t> cases[] = {
      {"A", U'A'}, {"\xc3\x84", U'Ä'}, {"\xe6\x80\x92", U'怒'}, {"\xf0\x9f\x98\x80", U'😀'}};
  for (const auto& [bytes, code] : cases) {
    const Utf8Character character = decode_utf8(bytes + "x");
    EXPECT_TRUE(character.valid);
    EXPECT_EQ(character.code, code);
    EXPECT_EQ(character.length, bytes.size());
  }
}

TEST(Utf8, RefusesOverlongSurrogateTruncatedAndTooLargeCodes) {
  for (const char* bytes :
       {"\x80", "\xff", "\xc0\xaf", "\xc1\xbf", "\xe0\x80\xaf", "\xf0\x80\x80\xaf", "\xed\xa0\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe6\x80", "\xe6\x80x", "\xc3"}) {
    const Utf8Character character = decode_utf8(bytes);
    EXPECT_FALSE(character.valid) << bytes;
    EXPECT_EQ(character.length, 1u);
  }
}

// Seeds of recipes depend on this order: it must never change.
TEST(Shuffle, GivesTheSameOrderEverywhere) {
  std::vector<int> values{0, 1, 2, 3, 4, 5, 6, 7};
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> drawn;
  for (std::mt19937_64 again(1); drawn.size() < 7;) drawn.push_back(again());
  shuffle(values, random);
  std::vector<int> expected{0, 1, 2, 3, 4, 5, 6, 7};
  for (std::size_t left = 8, i = 0; left > 1; --left, ++i) {
    std::swap(expected[left - 1], expected[drawn[i] % left]);
  }
  EXPECT_EQ(values, expected);
}

}  // namespace
}  // namespace emovox::text
