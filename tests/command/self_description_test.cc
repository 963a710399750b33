#include "command/self_description.h"

#include <gmock/gmock.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <fstream>
#include <memory>

#include "emovox/error.h"
#include "temporary_folder.h"

namespace emovox::command {
namespace {

using testing::HasSubstr;
using testing::Not;

/// A program with a verb, a verb of a verb, and an option that is hidden.
struct Program {
  CLI::App app{"Tells what sounds say"};
  std::string file, hidden;
  bool loud = false;

  Program() {
    app.name("sounds");
    app.add_option("--hidden", hidden, "Not for people")->group("");
    CLI::App* predict = app.add_subcommand("predict", "Tell what it's about");
    predict->add_option("FILE", file, "A recording");
    predict->add_option("-m,--model-file", file, "The model")->type_name("FILE");
    predict->add_flag("--loud", loud, ".5 dB louder");
    CLI::App* corpus = app.add_subcommand("corpus", "Corpora");
    corpus->add_subcommand("check", "Check a corpus")->add_flag("--strict", loud, "All checks");
    app.footer("Example: sounds predict a\\b.wav");
  }

  std::string describe(std::string_view format) const {
    return self_description(app, "sounds", "1.2.3", format);
  }
};

std::string output_of(const std::string& command) {
  std::unique_ptr<FILE, int (*)(FILE*)> pipe(::popen(command.c_str(), "r"), ::pclose);
  std::string text;
  for (int c; (c = std::fgetc(pipe.get())) != EOF;) text += static_cast<char>(c);
  return text;
}

TEST(SelfDescription, TheManualPageHasEveryVerbAndOption) {
  const std::string page = Program().describe("man");
  EXPECT_THAT(page, testing::StartsWith(".TH SOUNDS 1 \"\" \"sounds 1.2.3\""));
  EXPECT_THAT(page, HasSubstr(".SS sounds predict\nTell what it's about.\n"));
  EXPECT_THAT(page, HasSubstr(".TP\n\\fIFILE\\fR\nA recording\n"));
  EXPECT_THAT(page,
              HasSubstr(".TP\n\\fB\\-m\\fR, \\fB\\-\\-model\\-file\\fR \\fIFILE\\fR\nThe model\n"));
  EXPECT_THAT(page, HasSubstr(".SS sounds corpus check\n"));
  EXPECT_THAT(page, Not(HasSubstr("hidden")));
}

TEST(SelfDescription, TheManualPageEscapesRoffCharacters) {
  const std::string page = Program().describe("man");
  EXPECT_THAT(page, HasSubstr("\n\\&.5 dB louder\n"));
  EXPECT_THAT(page, HasSubstr("a\\eb.wav"));
}

TEST(SelfDescription, BashCompletesVerbsAndTheirOptions) {
  const test::TemporaryFolder folder;
  const auto script = folder.write("completion", Program().describe("bash"));
  const auto complete = [&](const std::string& words, int current) {
    return output_of("bash -c 'source " + script.string() + "; COMP_WORDS=(" + words +
                     "); COMP_CWORD=" + std::to_string(current) +
                     "; _sounds; echo \"${COMPREPLY[@]}\"'");
  };
  EXPECT_EQ(complete("sounds p", 1), "predict\n");
  EXPECT_EQ(complete("sounds predict --m", 2), "--model-file\n");
  EXPECT_EQ(complete("sounds predict \"\"", 2), "\n");  // the shell completes files then
  EXPECT_EQ(complete("sounds corpus c", 2), "check\n");
  EXPECT_EQ(complete("sounds corpus check --s", 3), "--strict\n");
  EXPECT_EQ(complete("sounds --hid", 1), "\n");
}

TEST(SelfDescription, ZshAndFishCompleteTheSame) {
  EXPECT_THAT(Program().describe("zsh"), HasSubstr("'--model-file:The model'"));
  EXPECT_THAT(Program().describe("zsh"), HasSubstr("'predict:Tell what it'\\''s about'"));
  EXPECT_THAT(
      Program().describe("fish"),
      HasSubstr("-n '__fish_seen_subcommand_from predict' -s m -l model-file -r -d 'The model'"));
  EXPECT_THAT(Program().describe("fish"),
              HasSubstr("-n 'not __fish_seen_subcommand_from predict corpus' -f -a 'predict'"));
}

TEST(SelfDescription, OtherFormatsAreRefused) { EXPECT_THROW(Program().describe("pdf"), Error); }

}  // namespace
}  // namespace emovox::command
