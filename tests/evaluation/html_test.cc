#include "evaluation/html.h"

#include <gtest/gtest.h>

namespace emovox::evaluation {
namespace {

TEST(EscapeHtml, LeavesNoMarkup) {
  EXPECT_EQ(escape_html("<a href=\"x\" b='y'>&"),
            "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;");
}

TEST(EscapeHtml, KeepsUtf8AndReplacesInvalidBytes) {
  EXPECT_EQ(escape_html("Ärger 怒 😠"), "Ärger 怒 😠");
  const std::string replaced = "\xEF\xBF\xBD";
  EXPECT_EQ(escape_html("a\xFFz"), "a" + replaced + "z");
  EXPECT_EQ(escape_html("\xE6\x80"), replaced + replaced);                 // cut off
  EXPECT_EQ(escape_html("\xC0\xBC"), replaced + replaced);                 // overlong "<"
  EXPECT_EQ(escape_html("\xED\xA0\x80"), replaced + replaced + replaced);  // a surrogate
  EXPECT_EQ(escape_html(std::string_view("\0\x01\x7F", 3)), replaced + replaced + replaced);
  EXPECT_EQ(escape_html("a\n\tb"), "a\n\tb");
}

TEST(Html, EscapesText) {
  Html html;
  html.open("p", "class=\"x\"").text("1 < 2").close("p").element("b", "<i>");
  EXPECT_EQ(html.str(), "<p class=\"x\">1 &lt; 2</p>\n<b>&lt;i&gt;</b>\n");
}

TEST(Percent, Rounds) {
  EXPECT_EQ(percent(0.848651), "84.87");
  EXPECT_EQ(percent(1.0, 1), "100.0");
  EXPECT_EQ(percent(0.0), "0.00");
}

}  // namespace
}  // namespace emovox::evaluation
