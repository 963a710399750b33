#include "structure/document_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "structure/markdown.h"

namespace emovox::structure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(DocumentRules, FilesOfTheRecipesExist) { EXPECT_THAT(check_recipes(checkout()), IsEmpty()); }

TEST(DocumentRules, EveryRecipeExists) {
  std::vector<std::string> titles;
  for (const Section& section : sections(checkout().at("CONTRIBUTING.md"), 3))
    titles.push_back(section.title);
  EXPECT_THAT(titles,
              testing::IsSupersetOf({"A feature set", "A fusion", "A cell", "A corpus importer",
                                     "A CLI verb", "An option field"}));
}

TEST(DocumentRules, TheReadmeNamesEveryPackage) {
  EXPECT_THAT(check_packages(checkout()), IsEmpty());
}

TEST(DocumentRules, NoLinkIsDead) { EXPECT_THAT(check_links(checkout()), IsEmpty()); }

TEST(DocumentRules, FindMissingFilesOfRecipes) {
  const SourceTree tree{
      {"CONTRIBUTING.md",
       "## Other\n### Not a recipe\n`src/none.h`\n## Add one\n"
       "### A cell\n1. `src/there.cc` and `src/gone.cc`\n"
       "### A verb\n1. `src/<name>.cc`, `nowhere/<name>.cc`, `std::vector/x`, `a / b`\n"
       "### A riddle\nDo the right thing.\n"},
      {"src/there.cc", ""}};
  EXPECT_THAT(check_recipes(tree),
              ElementsAre("A cell: src/gone.cc is not there",
                          "A verb: nowhere/<name>.cc is not there", "A riddle: names no file"));
  EXPECT_THAT(check_recipes({{"CONTRIBUTING.md", "# Nothing\n"}}),
              ElementsAre(HasSubstr("no recipes")));
}

TEST(DocumentRules, FindUnnamedAndDuplicatePackages) {
  const SourceTree tree{
      {"README.md", "`cmake` and `libfoo-dev-extra`"},
      {"scripts/packages.txt", "# predict: x\npredict cmake\ntest  cmake\ntrain libfoo-dev\n"}};
  EXPECT_THAT(check_packages(tree),
              ElementsAre("cmake: listed twice",
                          "libfoo-dev: in scripts/packages.txt, but not in README.md"));
}

TEST(DocumentRules, FindDeadLinks) {
  const SourceTree tree{
      {"README.md", "[a](LICENSE) [b](gone.md) [c](https://example.org) [d](src)"},
      {"CONTRIBUTING.md", ""},
      {"docs/a.md", "[a](b.md#part) [b](../LICENSE) [c](LICENSE) [d](../src) [e](#part)"},
      {"docs/b.md", "![a](c.svg)"},
      {"LICENSE", ""},
      {"src/a.cc", ""}};
  EXPECT_THAT(check_links(tree), ElementsAre("README.md: links to gone.md, which is not there",
                                             "docs/a.md: links to LICENSE, which is not there",
                                             "docs/b.md: links to c.svg, which is not there"));
}

TEST(Markdown, TablesAreFoundByTheirFirstHeader) {
  const std::string text =
      "| room | may |\n|---|---|\n| `a` | `b`, `c` |\n| `d` | |\n\n| room | x |\n|-|-|\n| n | n "
      "|\n";
  EXPECT_THAT(table_rows(text, "room"),
              ElementsAre(ElementsAre("`a`", "`b`, `c`"), ElementsAre("`d`", "")));
  EXPECT_THAT(table_rows(text, "library"), IsEmpty());
}

TEST(Markdown, CodeBlocksAreNotSpans) {
  EXPECT_THAT(code_spans("`a`\n```\n`b`\n```\nand `c d`"), ElementsAre("a", "c d"));
}

}  // namespace
}  // namespace emovox::structure
