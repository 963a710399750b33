// emovox card: the metadata of a model file as Markdown, with all texts escaped.
#include <gmock/gmock.h>

#include "command/model_place.h"

namespace emovox::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class Card : public WithModel {
 protected:
  std::string card(const std::vector<std::string>& more = {}) {
    write_model("m.st", file_);
    std::vector<std::string> arguments{"card", "m.st"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome run = place_.run(arguments);
    EXPECT_EQ(run.status, 0) << run.err;
    return run.out;
  }
};

TEST_F(Card, NamesMetricsThatWereNotMeasured) {
  const std::string text = card();
  EXPECT_THAT(text, HasSubstr("# random\n"));
  EXPECT_THAT(text, HasSubstr("Not measured"));
  EXPECT_THAT(text, HasSubstr("not calibrated"));
  EXPECT_THAT(text, HasSubstr("EU AI Act"));
  EXPECT_THAT(text, Not(HasSubstr("emovox verify")));
}

TEST_F(Card, HasTheNumbersOfTheModelFile) {
  file_.info.temperature = 1.7;
  file_.info.abstain_below = 0.625;
  file_.info.verification.signal = "voice-1";
  file_.info.verification.probabilities = {0.2, 0.3, 0.5};
  file_.info.origin = {{"loso_wa_pooled", "70.10 ± 0.20"},
                       {"loso_ua_pooled", "68.00 ± 0.10"},
                       {"loso_seeds", "3"},
                       {"loso_recall_joy", "61.5"},
                       {"loso_recall_anger", "83.2"},
                       {"loso_speaker_03", "81.0"},
                       {"loso_ece_calibrated", "0.0300"},
                       {"loso_ece_uncalibrated", "0.2000"},
                       {"loso_answered", "55.0"},
                       {"loso_answered_right", "90.1"}};
  const std::string text = card({"--data", "[EMO-DB](site), CC0", "--licence", "MIT"});
  for (const char* words :
       {"| pooled | 70.10 ± 0.20 | 68.00 ± 0.10 |", "| recall | anger | joy |\n|---|---|---|\n",
        "| % | 83.2 | 61.5 |", "| WA, % | 81.0 |", "temperature 1.700; uncertain below 0.625",
        "from 0.2000 to 0.0300", "threshold for 55.0 % of them; 90.1 % of these", "emovox verify",
        "[EMO-DB](site), CC0", "weights: MIT"}) {
    EXPECT_THAT(text, HasSubstr(words));
  }
}

TEST_F(Card, EscapesMarkdownInNames) {
  file_.info.name = "a|b\n# c <script>";
  file_.info.origin = {{"loso_wa_pooled", "1 | 2"}, {"loso_recall_x|y", "`z`"}};
  const std::string text = card();
  EXPECT_THAT(text, HasSubstr("# a\\|b?# c \\<script>"));
  EXPECT_THAT(text, HasSubstr("1 \\| 2"));
  EXPECT_THAT(text, HasSubstr("x\\|y"));
  EXPECT_THAT(text, HasSubstr("\\`z\\`"));
}

}  // namespace
}  // namespace emovox::testing
