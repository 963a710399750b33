#include "audio/byte_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "emovox/error.h"

namespace emovox::audio {
namespace {

class MemoryBytes final : public ByteSource {
 public:
  explicit MemoryBytes(std::vector<std::byte> bytes) : owned_(std::move(bytes)), bytes_(owned_) {}

  std::int64_t size() const noexcept override { return std::ssize(bytes_); }

  std::size_t read_at(std::int64_t offset, std::span<std::byte> into) const override {
    if (offset < 0 || offset >= size()) return 0;
    const auto rest = bytes_.subspan(static_cast<std::size_t>(offset));
    const std::size_t count = std::min(rest.size(), into.size());
    std::copy_n(rest.begin(), count, into.begin());
    return count;
  }

 private:
  std::vector<std::byte> owned_;
  std::span<const std::byte> bytes_;
};

[[noreturn]] void throw_system(const std::string& name, int problem, const char* must_be) {
  const bool missing = problem == ENOENT || problem == ENOTDIR;
  throw Error(missing ? ErrorCode::not_found : ErrorCode::io, name,
              missing ? "no such file" : std::generic_category().message(problem), must_be);
}

class FileBytes final : public ByteSource {
 public:
  // O_NONBLOCK: opening a pipe without a writer would wait forever.
  explicit FileBytes(const std::filesystem::path& path)
      : name_(path.string()), file_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {
    if (file_ < 0) throw_system(name_, errno, "must be a readable audio file");
    try {
      measure();
    } catch (...) {
      ::close(file_);
      throw;
    }
  }
  FileBytes(const FileBytes&) = delete;
  FileBytes& operator=(const FileBytes&) = delete;
  ~FileBytes() override { ::close(file_); }

  std::int64_t size() const noexcept override { return size_; }

  std::size_t read_at(std::int64_t offset, std::span<std::byte> into) const override {
    std::size_t done = 0;
    while (offset >= 0 && done < into.size()) {
      const auto at = static_cast<off_t>(offset + static_cast<std::int64_t>(done));
      const ssize_t got = ::pread(file_, into.data() + done, into.size() - done, at);
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw_system(name_, errno, "must stay readable to its end");
      if (got == 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  void measure() {
    struct stat facts {};
    if (::fstat(file_, &facts) != 0) throw_system(name_, errno, "must be a readable audio file");
    if (S_ISDIR(facts.st_mode)) {
      throw Error(ErrorCode::io, name_, "is a folder", "must be an audio file");
    }
    if (!S_ISREG(facts.st_mode)) {
      throw Error(ErrorCode::io, name_, "is not a regular file",
                  "must be a regular file; pipe a stream to standard input instead");
    }
    size_ = facts.st_size;
  }

  std::string name_;
  int file_;
  std::int64_t size_ = 0;
};

}  // namespace

std::unique_ptr<ByteSource> open_bytes(const std::filesystem::path& path) {
  return std::make_unique<FileBytes>(path);
}

std::unique_ptr<ByteSource> own_bytes(std::vector<std::byte> bytes) {
  return std::make_unique<MemoryBytes>(std::move(bytes));
}

std::int64_t ByteCursor::read(void* into, std::int64_t count) noexcept {
  if (count <= 0) return 0;
  try {
    const std::span room(static_cast<std::byte*>(into), static_cast<std::size_t>(count));
    const auto got = static_cast<std::int64_t>(bytes_->read_at(position_, room));
    position_ += got;
    return got;
  } catch (...) {
    problem_ = std::current_exception();
    return 0;
  }
}

std::int64_t ByteCursor::seek(std::int64_t offset, int whence) noexcept {
  std::int64_t base = 0;
  if (whence == SEEK_CUR) base = position_;
  if (whence == SEEK_END) base = bytes_->size();
  std::int64_t target = 0;
  if (__builtin_add_overflow(base, offset, &target) || target < 0) return -1;
  return position_ = target;
}

}  // namespace emovox::audio
