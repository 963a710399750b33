#include "structure/source_tree.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace emovox::structure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(TreeRules, TheCheckoutWasRead) {
  EXPECT_TRUE(checkout().contains("include/emovox/error.h"));
  EXPECT_TRUE(checkout().contains("scripts/packages.txt"));
  EXPECT_FALSE(checkout().at("tests/structure/source_tree_test.cc").empty());
}

TEST(TreeRules, NoFileIsTooLong) { EXPECT_THAT(check_lengths(checkout()), IsEmpty()); }

TEST(TreeRules, NamesAreAllowed) { EXPECT_THAT(check_names(checkout()), IsEmpty()); }

TEST(TreeRules, OnePlaceAsksForTheNumberOfProcessors) {
  EXPECT_THAT(checkout().at(kAsksForProcessors), HasSubstr("hardware_concurrency"));
  EXPECT_THAT(check_processor_counts(checkout()), IsEmpty());
}

TEST(TreeRules, FindLongFiles) {
  const SourceTree tree{{"src/audio/long.cc", std::string(401, '\n')},
                        {"src/audio/just_right.cc", std::string(400, '\n')},
                        {"tests/golden/data.csv", std::string(500, '\n')},
                        {"tools/long.py", std::string(402, '\n')}};
  EXPECT_THAT(check_lengths(tree), ElementsAre("src/audio/long.cc: 401 lines; must be at most 400",
                                               "tools/long.py: 402 lines; must be at most 400"));
}

TEST(TreeRules, FindForbiddenNames) {
  const SourceTree tree{{"src/audio/wav_utils.h", ""}, {"src/common/x.h", ""},
                        {"src/audio/Helper.cc", ""},   {"tests/model_manager.cc", ""},
                        {"src/audio/futile.h", ""},    {"src/commonality/a.h", ""}};
  EXPECT_EQ(check_names(tree).size(), 4u);
}

TEST(TreeRules, PlacesThatAskForTheNumberOfProcessorsAreSeen) {
  const SourceTree tree{{kAsksForProcessors, "std::thread::hardware_concurrency()"},
                        {"apps/server/a.cc", "std::thread::hardware_concurrency()"},
                        {"src/kernels/b.cc", "std::thread::hardware_concurrency()"},
                        {"src/kernels/c.cc", "sysconf(_SC_NPROCESSORS_ONLN)"},
                        {"src/kernels/d.cc", "int no_hardware_concurrency_here = 1;"}};
  EXPECT_THAT(check_processor_counts(tree),
              ElementsAre("src/kernels/b.cc: asks for the number of processors; must leave that to "
                          "src/model/model.cc",
                          HasSubstr("src/kernels/c.cc")));
}

}  // namespace
}  // namespace emovox::structure
