#include "evaluation/svg.h"

#include <gmock/gmock.h>

#include <array>

#include "evaluation/figure_style.h"
#include "evaluation/markup.h"

namespace emovox::evaluation {

namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::string kEvil = "</svg><script>alert(1)</script>&\"'<";

Figure drawing() {
  const std::array<Point, 3> points{{{0, 0}, {1.5, 2.25}, {3, -1}}};
  Svg svg;
  svg.open_group(kEvil).rect({1, 2, 3, 4}, "page", 2).close_group();
  svg.line({0, 0}, {9, 9}, "grid").circle({5, 5}, 2, "dot").diamond({5, 5}, 2, "mark");
  svg.polyline(points, "one-line").polygon(points, "two").text({1, 1}, kEvil, "end");
  svg.image({0, 0, 5, 5}, "data:image/png;base64,AAAA");
  return {"drawing", kEvil, 100, 50.5, svg.str()};
}

TEST(Svg, IsWellFormedForAnyData) {
  for (const std::string& svg : {inline_svg(drawing()), standalone_svg(drawing())}) {
    const auto elements = testing::parse_markup(svg);
    EXPECT_EQ(elements[0].tag, "svg");
    EXPECT_EQ(elements[0].attributes.at("viewBox"), "0 0 100 50.5");
    EXPECT_EQ(elements[1].tag, "title");
    EXPECT_EQ(elements[1].text, kEvil);
    EXPECT_THAT(svg, Not(HasSubstr("<script")));
    EXPECT_THAT(svg, HasSubstr("points=\"0,0 1.5,2.25 3,-1\""));
  }
}

TEST(Svg, AStandaloneFileHasNamespaceStyleAndBackground) {
  const std::string svg = standalone_svg(drawing());
  EXPECT_THAT(svg, HasSubstr("xmlns=\"http://www.w3.org/2000/svg\""));
  EXPECT_THAT(svg, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(svg, HasSubstr("class=\"page\""));
  EXPECT_THAT(inline_svg(drawing()), Not(HasSubstr("xmlns")));
}

TEST(Svg, NumbersAreShortAndFinite) {
  EXPECT_EQ(svg_number(12.5), "12.5");
  EXPECT_EQ(svg_number(-0.001), "0");
  EXPECT_EQ(svg_number(1.0 / 3.0), "0.33");
  EXPECT_EQ(svg_number(1e300 * 1e300), "0");
}

TEST(Svg, LongTextsAreShortenedByCharactersNotBytes) {
  EXPECT_EQ(shortened("Ärger", 5), "Ärger");
  EXPECT_EQ(shortened("Ärgerlich", 5), "Ärge…");
  EXPECT_DOUBLE_EQ(text_width("Ärger", 10), text_width("Arger", 10));
}

TEST(FigureStyle, HasEveryShade) {
  const std::string style = figure_style();
  for (int i = 0; i <= 40; ++i) {
    for (const bool right : {true, false}) {
      EXPECT_THAT(style, HasSubstr("." + cell_class(i / 40.0, right) + "{"));
      EXPECT_THAT(style, HasSubstr("." + cell_text_class(i / 40.0, right) + "{"));
    }
  }
}

}  // namespace

namespace {

using ::testing::DoubleNear;
using ::testing::ElementsAre;
using ::testing::Pointwise;

TEST(Plot, TicksAreRoundAndWithin) {
  EXPECT_THAT(round_ticks(0.0, 1.0, 5),
              Pointwise(DoubleNear(1e-12), std::vector<double>{0, 0.2, 0.4, 0.6, 0.8, 1}));
  EXPECT_THAT(round_ticks(1.0, 30.0, 6), ElementsAre(5, 10, 15, 20, 25, 30));
  EXPECT_THAT(round_ticks(0.0, 2.7, 5), ElementsAre(0, 1, 2));
  EXPECT_THAT(round_ticks(3.0, 3.0, 5), ElementsAre(3));
}

TEST(Plot, TicksHaveAsManyDecimalsAsNeeded) {
  EXPECT_EQ(tick_text(0.30000000000000004, 0.1), "0.3");
  EXPECT_EQ(tick_text(20.0, 5.0), "20");
  EXPECT_EQ(tick_text(0.25, 0.05), "0.25");
  EXPECT_EQ(tick_text(-0.0, 1.0), "0");
}

TEST(Plot, MapsDataToTheDrawing) {
  const Plot plot({10, 20, 100, 50}, 0.0, 2.0, 0.0, 1.0);
  EXPECT_EQ(plot.at(0, 0).x, 10);
  EXPECT_EQ(plot.at(0, 0).y, 70);
  EXPECT_EQ(plot.at(2, 1).x, 110);
  EXPECT_EQ(plot.at(2, 1).y, 20);
}

}  // namespace

}  // namespace emovox::evaluation
