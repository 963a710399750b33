#include <gmock/gmock.h>
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

#include "model/error_of.h"
#include "model/model_file.h"

namespace emovox::model {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class AtomicFile : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  static void write(const fs::path& path, const std::string& text) {
    write_file_atomically(path, std::as_bytes(std::span(text)));
  }
  static std::string content(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      found.push_back(entry.path().filename().string());
    }
    return found;
  }

  fs::path folder_ = fs::path(testing::TempDir()) / ("emovox_atomic_" + std::to_string(::getpid()));
  fs::path path_ = folder_ / "model.emovox";
};

TEST_F(AtomicFile, ReplacesWhatWasThereAndLeavesNothingBeside) {
  write(path_, "old");
  write(path_, "newer");
  EXPECT_EQ(content(path_), "newer");
  EXPECT_THAT(names(), ElementsAre("model.emovox"));
}

/// Files of this process may not grow beyond a limit while this lives: a full disk's stand-in.
class FullDisk {
 public:
  explicit FullDisk(rlim_t bytes) {
    old_handler_ = std::signal(SIGXFSZ, SIG_IGN);
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit now = old_;
    now.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &now);
  }
  ~FullDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST_F(AtomicFile, FullDiskLeavesTheOldFileWhole) {
  write(path_, "old");
  const std::string large(1 << 16, 'x');
  const auto thrown = error_of([&] {
    const FullDisk full(1 << 12);
    write(path_, large);
  });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::io);
  EXPECT_THAT(thrown->message, HasSubstr("model.emovox: cannot be written (File too large)"));
  EXPECT_EQ(content(path_), "old");
  EXPECT_THAT(names(), ElementsAre("model.emovox"));
}

TEST_F(AtomicFile, MissingFolderIsAnIoError) {
  const auto thrown = error_of([&] { write(folder_ / "none" / "model", "text"); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::io);
  EXPECT_THAT(thrown->message, HasSubstr("No such file or directory"));
}

TEST_F(AtomicFile, FailedRenameRemovesTheTemporary) {
  fs::create_directories(path_);
  const auto thrown = error_of([&] { write(path_, "text"); });
  ASSERT_TRUE(thrown);
  EXPECT_EQ(thrown->code, ErrorCode::io);
  EXPECT_THAT(names(), ElementsAre("model.emovox"));
}

}  // namespace
}  // namespace emovox::model
