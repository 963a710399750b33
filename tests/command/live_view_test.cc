// The live line of emovox listen, with and without a terminal.
#include <gmock/gmock.h>

#include "cli/event_writer.h"
#include "command/text.h"

namespace emovox::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class LiveView : public ::testing::Test {
 protected:
  std::unique_ptr<EventWriter> view(bool terminal, std::size_t columns = 80) {
    return make_live_view({.write = [this](std::string_view text) { written_ += text; },
                           .now = [this] { return now_; },
                           .columns = columns,
                           .terminal = terminal},
                          {"model", {"anger", "happiness", "neutral"}, 16000});
  }

  static VoiceEvent event(VoiceEventKind kind) {
    Prediction said{.start = 1.0,
                    .end = 2.5,
                    .label = "happiness",
                    .confidence = 0.71F,
                    .probabilities = {0.09F, 0.71F, 0.2F},
                    .attention = {}};
    return {.kind = kind, .utterance = 1, .start = 1.0, .end = 2.5, .prediction = said};
  }

  void pass(EventWriter& writer, float peak) {
    now_ += std::chrono::milliseconds(60);
    const std::vector<float> samples{0.0F, -peak, 0.0F};
    writer.add_samples(samples);
  }

  /// The text of the terminal's last line.
  std::string last_line() const { return written_.substr(written_.rfind("\r\x1b[K") + 4); }

  std::string written_;
  Screen::Clock::time_point now_{};
};

TEST_F(LiveView, ShowsLevelAndSilence) {
  const auto writer = view(true);
  writer->start();
  pass(*writer, 0.0F);
  EXPECT_EQ(last_line(), "▕            ▏ no speech");
  pass(*writer, 0.032F);  // -30 dB
  EXPECT_EQ(last_line(), "▕██████      ▏ no speech");
  pass(*writer, 1.5F);
  EXPECT_EQ(last_line(), "▕████████████▏ no speech");
}

TEST_F(LiveView, ShowsTheEmotionWhileSomebodySpeaks) {
  const auto writer = view(true, 100);
  writer->write(event(VoiceEventKind::utterance_start));
  pass(*writer, 0.032F);
  EXPECT_THAT(last_line(), HasSubstr("speaking"));
  writer->write(event(VoiceEventKind::emotion));
  pass(*writer, 0.032F);
  EXPECT_EQ(last_line(),
            "▕██████      ▏ happiness    71 %   anger ▁   9  happiness ▆  71  neutral ▂  20");
  EXPECT_THAT(written_, Not(HasSubstr("\n")));
  writer->write(event(VoiceEventKind::utterance_end));
  EXPECT_THAT(written_, HasSubstr("0:01.0 – 0:02.5  happiness    71 %"));
  pass(*writer, 0.0F);
  EXPECT_THAT(last_line(), HasSubstr("no speech"));
}

TEST_F(LiveView, LinesFitTheTerminal) {
  for (std::size_t columns : {58U, 66U, 80U, 200U}) {
    written_.clear();
    const auto writer = view(true, columns);
    writer->write(event(VoiceEventKind::emotion));
    pass(*writer, 1.0F);
    EXPECT_LT(command::display_width(last_line()), columns);
    EXPECT_THAT(last_line(), HasSubstr(columns < 60 ? "hap▆" : "happ"));
  }
}

TEST_F(LiveView, LimitsTheRateOfRedraws) {
  const auto writer = view(true);
  pass(*writer, 0.1F);
  const std::string before = written_;
  const std::vector<float> samples(10, 0.5F);
  writer->add_samples(samples);
  EXPECT_EQ(written_, before);
}

TEST_F(LiveView, PrintsPlainLinesWithoutATerminal) {
  const auto writer = view(false, 120);
  writer->start();
  pass(*writer, 0.5F);
  EXPECT_EQ(written_, "");
  writer->write(event(VoiceEventKind::utterance_start));
  writer->write(event(VoiceEventKind::emotion));
  writer->write(event(VoiceEventKind::utterance_end));
  writer->end(4.0);
  EXPECT_EQ(written_,
            "0:01.0  somebody speaks\n"
            "0:01.0 – 0:02.5  window  happiness    71 %   anger ▁   9  happiness ▆  71  neutral "
            "▂  20\n"
            "0:01.0 – 0:02.5  whole   happiness    71 %   anger ▁   9  happiness ▆  71  neutral "
            "▂  20\n");
}

TEST_F(LiveView, SaysAtTheEndIfThereWasNoUtterance) {
  view(false)->end(62.5);
  EXPECT_EQ(written_, "no speech in 1:02.5\n");
}

}  // namespace
}  // namespace emovox::cli
