// A file replaced as a whole: written beside its place, flushed to the disk, then renamed.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <system_error>

#include "emovox/error.h"
#include "model/model_file.h"

namespace emovox::model {
namespace {

[[noreturn]] void refuse(const std::filesystem::path& path, int error) {
  throw Error(ErrorCode::io, path.string(),
              "cannot be written (" + std::generic_category().message(error) + ")",
              "must be a file that can be written");
}

std::filesystem::path name_beside(const std::filesystem::path& path) {
  static std::atomic<unsigned> counter{0};
  std::filesystem::path beside = path;
  beside += ".tmp" + std::to_string(::getpid()) + '.' + std::to_string(counter++);
  return beside;
}

/// The temporary file; gone again unless it was renamed.
class Temporary {
 public:
  explicit Temporary(const std::filesystem::path& target)
      : target_(target), path_(name_beside(target)) {
    descriptor_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0) refuse(target_, errno);
  }
  Temporary(const Temporary&) = delete;
  Temporary& operator=(const Temporary&) = delete;
  ~Temporary() {
    if (descriptor_ >= 0) ::close(descriptor_);
    if (!renamed_) ::unlink(path_.c_str());
  }

  void write(std::span<const std::byte> bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) refuse(target_, errno);
      bytes = bytes.subspan(static_cast<std::size_t>(written));
    }
  }

  void rename() {
    if (::fsync(descriptor_) != 0) refuse(target_, errno);
    const int closed = ::close(descriptor_);
    descriptor_ = -1;
    if (closed != 0) refuse(target_, errno);
    if (std::rename(path_.c_str(), target_.c_str()) != 0) refuse(target_, errno);
    renamed_ = true;
  }

 private:
  const std::filesystem::path& target_;
  std::filesystem::path path_;
  int descriptor_ = -1;
  bool renamed_ = false;
};

/// Makes the rename itself last; a file system that cannot is not an error.
void flush_folder(const std::filesystem::path& path) {
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

void write_file_atomically(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  Temporary temporary(path);
  temporary.write(bytes);
  temporary.rename();
  flush_folder(path);
}

}  // namespace emovox::model
