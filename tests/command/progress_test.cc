#include "command/progress.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "command/text.h"

namespace emovox::command {
namespace {

using std::chrono::duration;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(Progress, WritesDurationsInWords) {
  EXPECT_EQ(spoken_duration(duration<double>(12.4)), "12 s");
  EXPECT_EQ(spoken_duration(duration<double>(200)), "3 min 20 s");
  EXPECT_EQ(spoken_duration(duration<double>(3600 * 2 + 60 * 5)), "2 h 05 min");
  EXPECT_EQ(spoken_duration(duration<double>(59.7)), "1 min 00 s");
}

TEST(Progress, EstimatesTheTimeLeft) {
  const std::string line = progress_line("train", 25, 100, duration<double>(30), "loss 0.5");
  EXPECT_THAT(line, HasSubstr("25 %  25/100  1 min 30 s left  loss 0.5"));
}

struct Screen {
  std::string text;
  Progress::Clock::time_point now{};

  Progress::Surroundings surroundings(bool terminal, std::size_t columns = 80) {
    return {.write = [this](std::string_view written) { text += written; },
            .now = [this] { return now; },
            .columns = columns,
            .terminal = terminal};
  }
};

TEST(Progress, WritesOnlyNotesWithoutATerminal) {
  Screen screen;
  {
    Progress progress("train", 10, screen.surroundings(false));
    progress.update(5);
    progress.log("epoch 1: loss 0.5");
    progress.update(10);
  }
  EXPECT_EQ(screen.text, "epoch 1: loss 0.5\n");
}

TEST(Progress, UsesOneLineAndRemovesItAtTheEnd) {
  Screen screen;
  {
    Progress progress("train", 10, screen.surroundings(true, 30));
    progress.update(5, "a note that is far too long for this terminal");
    const std::string shown = screen.text.substr(screen.text.rfind('K') + 1);
    EXPECT_LT(display_width(shown), 30u);
    EXPECT_THAT(screen.text, Not(HasSubstr("\n")));
  }
  EXPECT_THAT(screen.text, EndsWith("\r\x1b[K"));
}

TEST(Progress, RedrawsAtMostTenTimesASecond) {
  Screen screen;
  Progress progress("train", 1000, screen.surroundings(true));
  for (std::size_t i = 1; i <= 100; ++i) {
    screen.now += std::chrono::milliseconds(10);
    progress.update(i);
  }
  const auto drawn = std::count(screen.text.begin(), screen.text.end(), '\r');
  EXPECT_GE(drawn, 9);
  EXPECT_LE(drawn, 11);
}

TEST(Progress, EstimatesTimeOfAResumedRunFromItsOwnSteps) {
  Screen screen;
  Progress progress("train", 100, screen.surroundings(true, 120));
  progress.start_at(90);
  screen.now += std::chrono::seconds(10);
  progress.update(95);
  EXPECT_THAT(screen.text, HasSubstr("95/100  10 s left"));
}

}  // namespace
}  // namespace emovox::command
