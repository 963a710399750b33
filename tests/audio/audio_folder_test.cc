#include "audio/audio_folder.h"

#include <grp.h>
#include <unistd.h>

#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::audio {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> names_in(const fs::path& folder, const AudioFolder& found) {
  std::vector<std::string> names;
  for (const fs::path& file : found.files) {
    names.push_back(file.lexically_relative(folder).generic_string());
  }
  return names;
}

TEST(AudioFolder, FindsAudioFilesInAllSubfolders) {
  const test::TemporaryFolder folder;
  for (const char* name : {"b.wav", "a/x.FLAC", "a/b/y.wave", "a-b.mp3", "c.AIF", "d.txt", "wav"}) {
    folder.write(name, "");
  }
  const AudioFolder found = find_audio_files(folder.path());
  EXPECT_THAT(names_in(folder.path(), found),
              ElementsAre("a-b.mp3", "a/b/y.wave", "a/x.FLAC", "b.wav", "c.AIF"));
  EXPECT_THAT(found.problems, IsEmpty());
}

TEST(AudioFolder, SkipsHiddenFilesAndFolders) {
  const test::TemporaryFolder folder;
  folder.write("1.wav", "");
  folder.write("._1.wav", "");
  folder.write(".trash/2.wav", "");
  EXPECT_THAT(names_in(folder.path(), find_audio_files(folder.path())), ElementsAre("1.wav"));
}

TEST(AudioFolder, FollowsLinksToFilesOnly) {
  const test::TemporaryFolder folder;
  folder.write("store/5f3a", "");
  folder.write("in/1.wav", "");
  fs::create_symlink("../store/5f3a", folder.path() / "in/2.wav");
  fs::create_symlink("nowhere", folder.path() / "in/0.wav");
  fs::create_symlink("loop.wav", folder.path() / "in/loop.wav");
  fs::create_directory_symlink("..", folder.path() / "in/up");
  const AudioFolder found = find_audio_files(folder.path() / "in");
  EXPECT_THAT(names_in(folder.path() / "in", found), ElementsAre("1.wav", "2.wav"));
  EXPECT_THAT(found.problems, IsEmpty());
}

/// Runs `check` in a child process that cannot read files of root, and returns its exit status.
template <class Check>
[[noreturn]] void exit_without_rights(Check check) {
  constexpr unsigned kNobody = 65534;
  const bool dropped = ::getuid() != 0 || (::setgroups(0, nullptr) == 0 && ::setgid(kNobody) == 0 &&
                                           ::setuid(kNobody) == 0);
  if (!dropped) ::_exit(90);
  ::_exit(check());
}

TEST(AudioFolder, ReportsASubfolderThatCannotBeReadAndKeepsTheRest) {
  const test::TemporaryFolder folder;
  folder.write("a/1.wav", "");
  folder.write("locked/2.wav", "");
  folder.write("z/3.wav", "");
  fs::permissions(folder.path(),
                  fs::perms::owner_all | fs::perms::others_read | fs::perms::others_exec);
  fs::permissions(folder.path() / "locked", fs::perms::none);
  EXPECT_EXIT(
      exit_without_rights([&] {
        const AudioFolder found = find_audio_files(folder.path());
        if (names_in(folder.path(), found) != std::vector<std::string>{"a/1.wav", "z/3.wav"})
          return 1;
        if (found.problems.size() != 1) return 2;
        const std::string what = found.problems[0].what();
        return what.find("locked: Permission denied") == std::string::npos ? 3 : 0;
      }),
      ::testing::ExitedWithCode(0), "");
  EXPECT_EXIT(exit_without_rights([&] {
                try {
                  find_audio_files(folder.path() / "locked");
                } catch (const Error& error) {
                  return error.code() == ErrorCode::io ? 0 : 1;
                }
                return 2;
              }),
              ::testing::ExitedWithCode(0), "");
  fs::permissions(folder.path() / "locked", fs::perms::owner_all);
}

TEST(AudioFolder, RefusesAPathThatIsNotAFolder) {
  const test::TemporaryFolder folder;
  EXPECT_ERROR(find_audio_files(folder.path() / "no"), not_found, "does not exist");
  EXPECT_ERROR(find_audio_files(folder.write("f", "")), invalid_argument, "not a folder");
}

}  // namespace
}  // namespace emovox::audio
