#include "corpus/place.h"

#include <gtest/gtest.h>

#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

TEST(Place, IsRelativeBelowAndBesideTheFolder) {
  EXPECT_EQ(name_from("/data/x", "/data/x/y/1.wav"), "y/1.wav");
  EXPECT_EQ(name_from("/data/x", "/data/z/1.wav"), "../z/1.wav");
  EXPECT_EQ(name_from("lists", "audio/1.wav"), "../audio/1.wav");
  EXPECT_EQ(name_from("", "audio/./1.wav"), "audio/1.wav");
}

TEST(Place, IsFullWhereOnlyTheRootIsShared) {
  EXPECT_EQ(name_from("/home/me", "/data/1.wav"), "/data/1.wav");
}

TEST(Place, ClimbsFromWhereALinkLeads) {
  const test::TemporaryFolder folder;
  folder.write("deep/er/lists/.keep", "");
  const fs::path audio = folder.write("audio/1.wav", "x");
  fs::create_directory_symlink(folder.path() / "deep/er/lists", folder.path() / "link");
  const std::string name = name_from(folder.path() / "link", audio);
  EXPECT_TRUE(fs::equivalent(folder.path() / "link" / name, audio)) << name;
}

TEST(Place, KeepsTheNameOfALinkIntoAStore) {
  const test::TemporaryFolder folder;
  folder.write("store/5f3a", "x");
  folder.write("lists/.keep", "");
  folder.write("audio/.keep", "");
  fs::create_symlink("../store/5f3a", folder.path() / "audio/03a01Fa.wav");
  EXPECT_EQ(name_from(folder.path() / "lists", folder.path() / "audio/03a01Fa.wav"),
            "../audio/03a01Fa.wav");
}

}  // namespace
}  // namespace emovox::corpus
