#include "text/whole_file.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::text {
namespace {

namespace fs = std::filesystem;

TEST(WholeFile, ReadsWhatItWrote) {
  const test::TemporaryFolder folder;
  const std::string bytes("a\0b\r\n\xFF", 6);
  write_file_atomically(folder.path() / "x", bytes);
  EXPECT_EQ(read_file(folder.path() / "x"), bytes);
  write_file_atomically(folder.path() / "x", std::string_view());
  EXPECT_EQ(read_file(folder.path() / "x"), "");
  EXPECT_EQ(folder.file_count(), 1u);
}

TEST(WholeFile, KeepsPermissionsAndFollowsLinks) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.write("real", "old");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  fs::create_symlink("real", folder.path() / "link");
  write_file_atomically(folder.path() / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(folder.read("real"), "new");
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(WholeFile, ChecksWhetherAFileExists) {
  const test::TemporaryFolder folder;
  folder.write("x", "");
  EXPECT_TRUE(file_exists(folder.path()));
  EXPECT_TRUE(file_exists(folder.path() / "x"));
  EXPECT_FALSE(file_exists(folder.path() / "y"));
  EXPECT_FALSE(file_exists(folder.path() / "x" / "y"));
  const fs::path loop = folder.path() / "loop";
  fs::create_symlink(loop, loop);
  EXPECT_ERROR(file_exists(loop), io, loop.string());
}

TEST(WholeFile, RemovesAFileOrReportsWhyNot) {
  const test::TemporaryFolder folder;
  folder.write("x", "");
  EXPECT_NO_THROW(remove_file(folder.path() / "x"));
  EXPECT_FALSE(fs::exists(folder.path() / "x"));
  EXPECT_NO_THROW(remove_file(folder.path() / "x"));
  fs::create_directories(folder.path() / "full" / "of something");
  EXPECT_ERROR(remove_file(folder.path() / "full"), io, (folder.path() / "full").string());
}

TEST(WholeFile, ReportsPathsThatCannotBeWritten) {
  const test::TemporaryFolder folder;
  EXPECT_ERROR(write_file_atomically(folder.path(), "x"), io, "directory");
  EXPECT_ERROR(write_file_atomically(folder.path() / "no" / "x", "x"), not_found, "writing failed");
  EXPECT_ERROR(write_file_atomically("/dev/full", "x"), io, "No space left");
}

/// In a child process with a limit of 4 KiB for each file, which simulates a full disk.
int write_too_much(const fs::path& path) {
  ::signal(SIGXFSZ, SIG_IGN);
  const rlimit limit{4096, 4096};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  try {
    write_file_atomically(path, std::string(100000, 'x'));
  } catch (const Error& error) {
    return error.code() == ErrorCode::io ? 0 : 1;
  }
  return 2;
}

TEST(WholeFile, AFullDiskLeavesTheOldFileAndNoOther) {
  const test::TemporaryFolder folder;
  const fs::path file = folder.write("x", "old");
  const pid_t child = ::fork();
  if (child == 0) ::_exit(write_too_much(file));
  int status = 0;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
  EXPECT_EQ(folder.read("x"), "old");
  EXPECT_EQ(folder.file_count(), 1u);
}

std::string unfinished(long process) { return ".emovox-" + std::to_string(process) + "-0.tmp"; }

TEST(WholeFile, RemovesUnfinishedFilesOfKilledProcesses) {
  const test::TemporaryFolder folder;
  const pid_t dead = ::fork();
  if (dead == 0) ::_exit(0);
  ASSERT_EQ(::waitpid(dead, nullptr, 0), dead);
  for (const long process : {long{dead}, long{::getpid()}, 0L}) {
    EXPECT_TRUE(is_unfinished(folder.write(unfinished(process), "half")));
  }
  const std::string alive = unfinished(::getppid());
  for (const std::string& name : {alive, std::string("mine.tmp"), std::string(".emovox-1")}) {
    EXPECT_EQ(is_unfinished(folder.write(name, "kept")), name == alive);
  }
  remove_leftovers(folder.path());
  EXPECT_EQ(folder.file_count(), 3u);
  EXPECT_EQ(folder.read(alive), "kept");
  remove_leftovers(folder.path() / "none");
}

TEST(WholeFile, ReadersSeeWholeFilesWithoutFlushing) {
  const test::TemporaryFolder folder;
  write_file_atomically(folder.path() / "x", "old");
  write_file_atomically(folder.path() / "x", "new", Durability::checked_by_readers);
  EXPECT_EQ(folder.read("x"), "new");
  EXPECT_EQ(folder.file_count(), 1u);
}

}  // namespace
}  // namespace emovox::text
