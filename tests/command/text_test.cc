#include "command/text.h"

#include <gtest/gtest.h>

namespace emovox::command {
namespace {

TEST(Text, PrintableKeepsWordsOfAnyScript) { EXPECT_EQ(printable("Ärger 怒り 😀"), "Ärger 怒り 😀"); }

TEST(Text, PrintableReplacesControlCharacters) {
  EXPECT_EQ(printable("a\x1b[2Jb\nc\td\x7f"), "a?[2Jb?c?d?");
  EXPECT_EQ(printable("c1: \xc2\x9b!"), "c1: ?!");
}

TEST(Text, PrintableReplacesInvalidUtf8) {
  EXPECT_EQ(printable("a\xff"), "a?");
  EXPECT_EQ(printable("overlong \xc0\xaf \xe0\x80\xaf, surrogate \xed\xa0\x80, cut \xe6\x80"),
            "overlong ?? ???, surrogate ???, cut ??");
}

TEST(Text, WidthCountsColumnsNotBytes) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("Ärger"), 5u);
  EXPECT_EQ(display_width("怒り"), 4u);
  EXPECT_EQ(display_width("e\xcc\x81"), 1u);  // e and a combining accent
}

TEST(Text, FitEndKeepsTheEndOfAPath) {
  EXPECT_EQ(fit_end("a.wav", 8), "a.wav   ");
  EXPECT_EQ(fit_end("folder/a.wav", 8), "…r/a.wav");
  EXPECT_EQ(fit_end("怒り.wav", 6), "….wav ");  // a wide character is never halved
}

TEST(Text, FitStartKeepsTheStart) {
  EXPECT_EQ(fit_start("happiness", 4), "happ");
  EXPECT_EQ(fit_start("怒り", 3), "怒 ");
  EXPECT_EQ(right_aligned("7 %", 5), "  7 %");
}

}  // namespace
}  // namespace emovox::command
