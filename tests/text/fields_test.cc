#include "text/fields.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

#include "expect_error.h"

namespace emovox::text {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

TEST(Range, ContainsItsBoundsUnlessExcluded) {
  const double below = std::nextafter(1.0, 0.0);
  const double above = std::nextafter(2.0, 3.0);
  const struct {
    Range range;
    bool lowest;
    bool highest;
  } cases[] = {{Range::from(1.0).to(2.0), true, true},
               {Range::above(1.0).to(2.0), false, true},
               {Range::from(1.0).below(2.0), true, false},
               {Range::above(1.0).below(2.0), false, false}};
  for (const auto& one : cases) {
    EXPECT_EQ(one.range.contains(1.0), one.lowest);
    EXPECT_EQ(one.range.contains(2.0), one.highest);
    EXPECT_TRUE(one.range.contains(1.5));
    EXPECT_FALSE(one.range.contains(below));
    EXPECT_FALSE(one.range.contains(above));
  }
}

TEST(Range, ContainsOnlyFiniteNumbers) {
  for (const Range range : {Range{}, Range::from(0.0)}) {
    EXPECT_TRUE(range.contains(1e308));
    EXPECT_FALSE(range.contains(kInfinity));
    EXPECT_FALSE(range.contains(-kInfinity));
    EXPECT_FALSE(range.contains(std::nan("")));
  }
}

TEST(RangeText, IsReadable) {
  EXPECT_EQ(range_text(Range::from(0.1).to(30.0), "seconds"), "from 0.1 to 30 seconds");
  EXPECT_EQ(range_text(Range::above(0.0).to(1000.0)), "above 0 and at most 1000");
  EXPECT_EQ(range_text(Range::from(0.0).below(1.0)), "at least 0 and below 1");
  EXPECT_EQ(range_text(Range::from(0.0), "dB"), "at least 0 dB");
  EXPECT_EQ(range_text(Range{}.below(3.0)), "below 3");
  EXPECT_EQ(range_text(Range{}), "a finite number");
}

TEST(HasBounds, OneBoundIsEnough) {
  EXPECT_TRUE(has_bounds(Range::from(0.0)));
  EXPECT_TRUE(has_bounds(Range{}.below(3.0)));
  EXPECT_FALSE(has_bounds(Range{}));
}

struct Inner {
  double share = 0.5;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("share", self.share, {"a share", Range::from(0.0).to(1.0)});
  }
};

struct Outer {
  int count = 1;
  std::size_t size = 1;
  bool flag = true;
  std::string name = "x";
  std::optional<double> limit;
  std::vector<std::vector<double>> shares = {{0.0}, {0.5, 1.0}};
  double free = 0.0;
  Inner inner;

  template <class Self, class Visitor>
  static void visit_fields(Self& self, Visitor&& visit) {
    visit("count", self.count, {"a count", Range::from(1).to(9), "frames"});
    visit("size", self.size, {"so large", Range::from(1).to(9)});
    visit("flag", self.flag, "whether");
    visit("name", self.name, "called so");
    visit("limit", self.limit, {"at most", Range::above(0.0)});
    visit("shares", self.shares, {"of them", Range::from(0.0).to(1.0)});
    visit("free", self.free, "any number");
    visit("inner", self.inner, "more");
  }
};

TEST(ValidateFields, AcceptsDefaultsAndBounds) {
  EXPECT_NO_THROW(validate_fields(Outer{}, "Outer"));
  Outer options;
  options.count = 9;
  options.limit = 1e-300;
  EXPECT_NO_THROW(validate_fields(options, "Outer"));
}

TEST(ValidateFields, NamesTheFieldItsValueAndItsRange) {
  const auto expect_refused = [](void (*change)(Outer&), const std::string& message) {
    Outer options;
    change(options);
    EXPECT_ERROR(validate_fields(options, "Outer"), invalid_argument, message);
  };
  expect_refused([](Outer& o) { o.count = 0; }, "Outer.count: is 0; must be from 1 to 9 frames");
  expect_refused([](Outer& o) { o.count = -2147483647 - 1; }, "Outer.count: is -2147483648");
  expect_refused([](Outer& o) { o.size = 10; }, "Outer.size: is 10; must be from 1 to 9");
  expect_refused([](Outer& o) { o.limit = 0.0; }, "Outer.limit: is 0; must be above 0");
  expect_refused([](Outer& o) { o.shares[1][0] = 1.5; }, "Outer.shares: is 1.5; must be from 0");
  expect_refused([](Outer& o) { o.free = kInfinity; }, "Outer.free: is inf; must be a finite");
  expect_refused([](Outer& o) { o.inner.share = -1.0; }, "Outer.inner.share: is -1; must be from");
}

}  // namespace
}  // namespace emovox::text
