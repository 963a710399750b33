// docs/cli.md contains the program's current help texts; tools/cli_reference.py writes them
// there.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "command/program.h"
#include "test_places.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;

struct HelpBlock {
  std::string verb;  // "corpus import"; empty: the help of the program
  std::string end;   // the group of options before which the block ends; empty: none
  std::string text;
};

std::vector<HelpBlock> help_blocks() {
  std::ifstream in(source_folder() / "docs/cli.md");
  const std::string page{std::istreambuf_iterator<char>(in), {}};
  const std::regex pattern(R"(<!-- help: ?([a-z ]*?)(?: until (\w+):)? -->\n```\n([^`]*)```\n)");
  std::vector<HelpBlock> blocks;
  for (std::sregex_iterator match(page.begin(), page.end(), pattern), end; match != end; ++match) {
    blocks.push_back({(*match)[1], (*match)[2], (*match)[3]});
  }
  return blocks;
}

/// A help text as the page shows it: no space at the ends of lines, no two empty lines together.
std::string as_shown(std::string text, const std::string& end) {
  if (!end.empty()) text.resize(std::min(text.size(), text.find("\n" + end + ":\n")));
  std::string shown;
  for (std::string line : lines_of(text)) {
    line.resize(line.find_last_not_of(' ') + 1);
    const bool is_second_empty = line.empty() && (shown.empty() || shown.ends_with("\n\n"));
    if (!is_second_empty) shown += line + '\n';
  }
  while (shown.ends_with("\n\n")) shown.pop_back();
  return shown;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

bool is_of_trainer(const std::string& verb) {
  return verb == "train" || verb == "crossval" || verb == "reproduce";
}

TEST(HelpPages, ShownHelpTextsEqualTheProgramsHelp) {
  const Place place;
  const bool has_trainer = fs::exists(fs::path(EMOVOX_BINARY).parent_path() / "emovox-train");
  for (const HelpBlock& block : help_blocks()) {
    if (is_of_trainer(block.verb) && !has_trainer) continue;  // a build without libtorch
    std::vector<std::string> arguments = words_of(block.verb);
    arguments.emplace_back("--help");
    EXPECT_EQ(as_shown(place.run(arguments).out, block.end), block.text)
        << "emovox " << block.verb << ": run tools/cli_reference.py " << EMOVOX_BINARY;
  }
}

TEST(HelpPages, DocumentEveryVerb) {
  std::set<std::string> shown;
  for (const HelpBlock& block : help_blocks()) shown.insert(block.verb);
  const Place place;
  const std::regex verb(R"(\n  ([a-z]+) +[A-Z])");
  for (const std::string parent : {"", "corpus", "encoder"}) {
    std::vector<std::string> arguments = words_of(parent);
    arguments.emplace_back("--help");
    std::string help = place.run(arguments).out;
    help.erase(0, help.find("Subcommands:"));
    int verbs = 0;
    for (std::sregex_iterator match(help.begin(), help.end(), verb), end; match != end; ++match) {
      ++verbs;
      const std::string name =
          parent.empty() ? (*match)[1].str() : parent + " " + (*match)[1].str();
      EXPECT_TRUE(shown.contains(name)) << "docs/cli.md has no help block of " << name;
    }
    EXPECT_GT(verbs, 1) << help;
  }
}

}  // namespace
}  // namespace emovox::testing
