// The tree follows the tables of CONTRIBUTING.md, and each rule finds violations in a synthetic
// tree.
#include "structure/include_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace emovox::structure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const IncludeRules& rules() {
  static const IncludeRules parsed = parse_include_rules(checkout().at("CONTRIBUTING.md"));
  return parsed;
}

const Library& library(const std::string& name) {
  for (const Library& candidate : rules().libraries) {
    if (candidate.name == name) return candidate;
  }
  throw std::runtime_error("CONTRIBUTING.md: no library " + name);
}

// The violations of the real tables by one synthetic file among the real ones.
Violations includes_with(const std::string& path, const std::string& text) {
  SourceTree tree = checkout();
  tree[path] = text;
  Violations violations = check_includes(rules(), tree);
  std::erase_if(violations, [&](const std::string& line) { return !line.starts_with(path); });
  return violations;
}

TEST(IncludeRules, TheTreeFollowsTheTables) {
  EXPECT_THAT(check_includes(rules(), checkout()), IsEmpty());
}

TEST(IncludeRules, TheTablesHaveNoCycles) { EXPECT_THAT(check_levels(rules()), IsEmpty()); }

TEST(IncludeRules, EveryRoomIsListedAndBuilt) {
  EXPECT_THAT(check_rooms(rules(), checkout()), IsEmpty());
}

// These rules hold even if the tables change, so that an edit of the document cannot loosen them.
TEST(IncludeRules, TheTablesKeepTheMainRules) {
  EXPECT_THAT(library("libtorch").rooms, ElementsAre("bench", "research/training"));
  EXPECT_THAT(library("libtorch").headers, testing::Contains("torch/"));
  EXPECT_THAT(library("Highway").rooms, ElementsAre("src/encoder", "src/features", "src/kernels"));
  EXPECT_THAT(library("Highway").headers, testing::Contains("hwy/"));
  EXPECT_THAT(rules().rooms.at("include/emovox"), IsEmpty());
  for (const auto& [room, allowed] : rules().rooms) {
    EXPECT_TRUE(room == "bench" || !allowed.contains("bench")) << room;
    if (room == "apps/trainer" || room == "bench") continue;
    EXPECT_FALSE(allowed.contains("research/training")) << room;
    if (room.starts_with("apps/")) continue;
    EXPECT_THAT(allowed, testing::Each(testing::Not(testing::StartsWith("apps/")))) << room;
  }
}

TEST(IncludeRules, FindUpwardAndSidewaysIncludes) {
  EXPECT_THAT(
      includes_with("src/audio/made_up.cc",
                    "#include \"emovox/audio.h\"\n\n#include \"model/model_file.h\"\n"),
      ElementsAre(
          "src/audio/made_up.cc:3: model/model_file.h: src/audio may not include src/model"));
  EXPECT_THAT(includes_with("research/corpus/made_up.cc", "# include <kernels/lstm.h>"),
              ElementsAre(HasSubstr("research/corpus may not include src/kernels")));
  EXPECT_THAT(includes_with("src/model/made_up.cc", "#include \"../../research/corpus/folds.h\""),
              ElementsAre(HasSubstr("src/model may not include research/corpus")));
  EXPECT_THAT(includes_with("src/encoder/made_up.cc", "#include \"model/head.h\""),
              ElementsAre(HasSubstr("src/encoder may not include src/model")));
  EXPECT_THAT(includes_with("src/model/made_up.cc", "#include \"bench/problem.h\""),
              ElementsAre(HasSubstr("src/model may not include bench")));
  EXPECT_THAT(includes_with("bench/made_up.cc", "#include \"trainer/verbs.h\""),
              ElementsAre(HasSubstr("bench may not include apps/trainer")));
  EXPECT_THAT(includes_with("src/made_up/made_up.cc", "#include \"corpus/folds.h\""),
              ElementsAre(HasSubstr("src/made_up may not include research/corpus")));
}

TEST(IncludeRules, FindLibrariesOutsideTheirRooms) {
  EXPECT_THAT(includes_with("src/model/made_up.cc", "#include <torch/torch.h>"),
              ElementsAre(HasSubstr("src/model may not include libtorch")));
  EXPECT_THAT(includes_with("apps/cli/made_up.cc", "#include \"hwy/highway.h\""),
              ElementsAre(HasSubstr("apps/cli may not include Highway")));
  EXPECT_THAT(includes_with("src/audio/made_up.cc", "#include <boost/json.hpp>"),
              ElementsAre(HasSubstr("nor of a library in CONTRIBUTING.md")));
  EXPECT_THAT(includes_with("src/audio/made_up.cc", "#include HEADER"),
              ElementsAre(HasSubstr("through a macro")));
}

TEST(IncludeRules, PublicHeadersIncludeOnlyTheStandardLibraryAndEachOther) {
  EXPECT_THAT(
      includes_with("include/emovox/made_up.h", "#include <vector>\n#include \"emovox/audio.h\""),
      IsEmpty());
  EXPECT_THAT(includes_with("include/emovox/made_up.h", "#include \"audio/resampler.h\""),
              ElementsAre(HasSubstr("include/emovox may not include src/audio")));
  EXPECT_THAT(includes_with("include/emovox/made_up.h", "#include <nlohmann/json.hpp>"),
              ElementsAre(HasSubstr("include/emovox may not include nlohmann-json")));
}

TEST(IncludeRules, AllowedIncludesPass) {
  EXPECT_THAT(
      includes_with(
          "research/training/made_up.cc",
          "#include <torch/torch.h>\n#include \"model/model_file.h\"\n#include \"corpus/folds.h\""),
      IsEmpty());
  EXPECT_THAT(includes_with("src/audio/made_up.cc",
                            "#include \"resampler.h\"\n// #include <torch/torch.h>"),
              IsEmpty());
}

TEST(IncludeRules, FindCyclesAndUnknownRoomsOfTheTables) {
  IncludeRules circle = rules();
  circle.rooms.at("src/audio").insert("src/model");
  EXPECT_THAT(check_levels(circle), testing::Contains(HasSubstr("circle")));
  IncludeRules unknown = rules();
  unknown.libraries.front().rooms.insert("src/made_up");
  EXPECT_THAT(check_levels(unknown), ElementsAre("src/made_up: has no row in the table"));
}

TEST(IncludeRules, FindUnlistedUnbuiltAndMissingRooms) {
  const IncludeRules table{{{"include/emovox", {}}, {"src/a", {}}, {"src/gone", {}}}, {}};
  const SourceTree tree{
      {"CMakeLists.txt", "add_subdirectory(src/a)\nadd_subdirectory(apps/never)\n"},
      {"include/emovox/api.h", ""},
      {"src/a/a.cc", ""},
      {"src/new/b.cc", ""}};
  EXPECT_THAT(
      check_rooms(table, tree),
      ElementsAre("src/new: has no row in CONTRIBUTING.md", "src/new: not in any CMakeLists.txt",
                  "src/gone: in CONTRIBUTING.md, but not there",
                  "apps/never: in a CMakeLists.txt, but not there"));
}

}  // namespace
}  // namespace emovox::structure
