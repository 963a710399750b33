#include "corpus/manifest_paths.h"

#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::corpus {
namespace {

namespace fs = std::filesystem;

TEST(ManifestPaths, IsRelativeBelowAndBesideTheFolder) {
  EXPECT_EQ(relative_name("/data/x", "/data/x/y/1.wav"), "y/1.wav");
  EXPECT_EQ(relative_name("/data/x", "/data/z/1.wav"), "../z/1.wav");
  EXPECT_EQ(relative_name("lists", "audio/1.wav"), "../audio/1.wav");
  EXPECT_EQ(relative_name("", "audio/./1.wav"), "audio/1.wav");
}

TEST(ManifestPaths, ReportsARemovedWorkingFolder) {
  const fs::path before = fs::current_path();
  {
    const test::TemporaryFolder folder;
    fs::current_path(folder.path());
  }
  EXPECT_ERROR(relative_name("", "1.wav"), io, "the working folder cannot be found");
  EXPECT_EQ(relative_name("/data", "/data/1.wav"), "1.wav");  // it is not needed here
  fs::current_path(before);
}

TEST(ManifestPaths, IsAbsoluteIfOnlyTheRootIsShared) {
  EXPECT_EQ(relative_name("/home/me", "/data/1.wav"), "/data/1.wav");
}

TEST(ManifestPaths, ResolvesLinksBeforeParentFolders) {
  const test::TemporaryFolder folder;
  folder.write("deep/er/lists/.keep", "");
  const fs::path audio = folder.write("audio/1.wav", "x");
  fs::create_directory_symlink(folder.path() / "deep/er/lists", folder.path() / "link");
  const std::string name = relative_name(folder.path() / "link", audio);
  EXPECT_TRUE(fs::equivalent(folder.path() / "link" / name, audio)) << name;
}

TEST(ManifestPaths, KeepsTheNameOfALinkedFile) {
  const test::TemporaryFolder folder;
  folder.write("store/5f3a", "x");
  folder.write("lists/.keep", "");
  folder.write("audio/.keep", "");
  fs::create_symlink("../store/5f3a", folder.path() / "audio/03a01Fa.wav");
  EXPECT_EQ(relative_name(folder.path() / "lists", folder.path() / "audio/03a01Fa.wav"),
            "../audio/03a01Fa.wav");
}

}  // namespace
}  // namespace emovox::corpus
