#include "command/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <CLI/CLI.hpp>
#include <new>

namespace emovox::command {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;

struct Outcome {
  int status = 0;
  std::string line;
};

template <class Exception>
Outcome outcome_of(const Exception& exception) {
  testing::internal::CaptureStderr();
  const int status = run_reporting_errors("emovox", [&]() -> int { throw exception; });
  return {status, testing::internal::GetCapturedStderr()};
}

TEST(Command, EveryErrorCodeHasAnExitStatus) {
  EXPECT_EQ(outcome_of(Error(ErrorCode::invalid_argument, "a", "b", "c")).status, kUsageError);
  for (const auto code :
       {ErrorCode::not_found, ErrorCode::corrupt_data, ErrorCode::unsupported, ErrorCode::io}) {
    EXPECT_EQ(outcome_of(Error(code, "a", "b", "c")).status, kDataError) << to_string(code);
  }
  EXPECT_EQ(outcome_of(Error(ErrorCode::internal, "a", "b", "c")).status, kFailure);
  EXPECT_EQ(outcome_of(std::bad_alloc()).status, kFailure);
  EXPECT_EQ(outcome_of(std::runtime_error("bug")).status, kFailure);
}

TEST(Command, AnErrorIsPrintedInOneLine) {
  EXPECT_EQ(outcome_of(Error(ErrorCode::io, "a\nb", "was\x1b[2J", "must")).line,
            "emovox: a?b: was?[2J; must\n");
}

TEST(Command, AClosedPipeGivesNoMessage) {
  const Outcome outcome = outcome_of(ClosedPipe());
  EXPECT_EQ(outcome.status, kDataError);
  EXPECT_EQ(outcome.line, "");
}

class Parse : public testing::Test {
 protected:
  Parse() : app_("A test.", "emovox") {
    app_.set_version_flag("--version", "emovox 1.2.3");
    CLI::App* predict = app_.add_subcommand("predict", "Predict");
    predict->add_option("INPUT", inputs_)->required();
    app_.add_subcommand("corpus", "Corpora")->require_subcommand(1)->add_subcommand("check", "");
  }

  std::optional<std::string> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "emovox");
    return command::parse(app_, static_cast<int>(arguments.size()), arguments.data());
  }

  std::string complaint(const std::vector<const char*>& arguments) {
    try {
      parse(arguments);
    } catch (const Error& error) {
      EXPECT_EQ(error.code(), ErrorCode::invalid_argument);
      return error.what();
    }
    return "accepted";
  }

  CLI::App app_;
  std::vector<std::string> inputs_;
};

TEST_F(Parse, AValidCommandGivesNoText) {
  EXPECT_EQ(parse({"predict", "a.wav", "-"}), std::nullopt);
  EXPECT_THAT(inputs_, testing::ElementsAre("a.wav", "-"));
}

TEST_F(Parse, HelpAndVersionAreReturnedAsText) {
  EXPECT_THAT(*parse({"--help"}), HasSubstr("predict"));
  EXPECT_EQ(*parse({"--version"}), "emovox 1.2.3\n");
}

TEST_F(Parse, HelpAfterAVerbIsTheHelpOfThatVerb) {
  EXPECT_THAT(*parse({"predict", "--help"}), HasSubstr("INPUT"));
}

TEST_F(Parse, AnUnknownVerbIsRefusedWithAListOfVerbs) {
  EXPECT_EQ(complaint({"listen"}),
            "command line: no verb 'listen'; must be one of predict, corpus");
  EXPECT_THAT(complaint({"corpus", "eat"}), AllOf(StartsWith("corpus: "), HasSubstr("check")));
}

TEST_F(Parse, ABadFlagPointsToTheHelpOfItsVerb) {
  EXPECT_EQ(complaint({"predict", "a.wav", "--loud"}),
            "predict: unexpected '--loud'; see emovox predict --help");
  EXPECT_THAT(complaint({"predict"}),
              AllOf(StartsWith("predict: INPUT"), EndsWith("see emovox predict --help")));
}

}  // namespace
}  // namespace emovox::command
