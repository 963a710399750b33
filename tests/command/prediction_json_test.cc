#include "command/prediction_json.h"

#include <gtest/gtest.h>

#include <clocale>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "temporary_folder.h"

namespace emovox::command {
namespace {

/// Sets a locale with a decimal comma, made by localedef, until it leaves its scope.
class DecimalComma {
 public:
  DecimalComma() {
    const auto source =
        folder_.write("comma",
                      "LC_NUMERIC\ndecimal_point \",\"\nthousands_sep \".\"\ngrouping 3;3\n"
                      "END LC_NUMERIC\n");
    const std::string make = "localedef -c --no-archive -i " + source.string() + " -f none " +
                             (folder_.path() / "xx_XX").string() + " >/dev/null 2>&1";
    static_cast<void>(std::system(make.c_str()));  // fails on warnings, which do not matter
    ::setenv("LOCPATH", folder_.path().c_str(), 1);
    is_set_ = std::setlocale(LC_NUMERIC, "xx_XX") != nullptr;
  }
  DecimalComma(const DecimalComma&) = delete;
  DecimalComma& operator=(const DecimalComma&) = delete;
  ~DecimalComma() {
    std::setlocale(LC_NUMERIC, "C");
    ::unsetenv("LOCPATH");
  }
  bool is_set() const { return is_set_; }

 private:
  test::TemporaryFolder folder_;
  bool is_set_ = false;
};

TEST(PredictionJson, NumbersDoNotDependOnTheLocale) {
  Prediction prediction;
  prediction.label = "calm";
  prediction.confidence = 0.7f;
  prediction.probabilities = {0.7f, 0.3f};
  const std::vector<std::string> labels{"calm", "cross"};
  const std::string expected = to_json(prediction, labels, false).dump();
  const DecimalComma locale;
  ASSERT_TRUE(locale.is_set());
  ASSERT_EQ(std::strtod("0.5", nullptr), 0.0);  // the locale is in force
  EXPECT_EQ(to_json(prediction, labels, false).dump(), expected);
  EXPECT_EQ(to_json(prediction, labels, false).at("confidence"), 0.7);
}

}  // namespace
}  // namespace emovox::command
