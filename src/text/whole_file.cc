#include "text/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <utility>

#include "emovox/error.h"

namespace emovox::text {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void fail(const fs::path& path, std::string_view doing, int error) {
  const ErrorCode code = error == ENOENT ? ErrorCode::not_found : ErrorCode::io;
  const std::string reason = std::string(doing) + " failed (" + std::strerror(error) + ")";
  throw Error(
      code, path.string(), reason,
      doing == "reading" ? "must be a readable file" : "must be a path that can be written");
}

// The id of the writing process follows the prefix: ".emovox-1234-0.tmp".
constexpr std::string_view kUnfinishedPrefix = ".emovox-";
constexpr std::string_view kUnfinishedSuffix = ".tmp";

/// Whether the process that writes an unfinished file runs and is not this one: an earlier process
/// may have had the id of this one.
bool is_being_written(const fs::path& path) {
  const std::string name = path.filename().string();
  pid_t process = 0;
  const char* first = name.data() + kUnfinishedPrefix.size();
  std::from_chars(first, name.data() + name.size(), process);
  if (process <= 0 || process == ::getpid()) return false;
  return ::getpgid(process) >= 0 || errno != ESRCH;
}

/// An open file descriptor, closed when it leaves its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }
  /// Closes explicitly, because close() may be the first call that reports a full disk.
  bool close() { return ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

/// A temporary file beside the target. The destructor removes it unless it was renamed.
class TemporaryFile {
 public:
  explicit TemporaryFile(const fs::path& target)
      : path_(unused_name(target.parent_path())),
        descriptor_(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666)),
        to_remove_(descriptor_.number() >= 0) {}
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() {
    if (to_remove_) ::unlink(path_.c_str());
  }
  Descriptor& descriptor() { return descriptor_; }
  bool rename_to(const fs::path& target) {
    to_remove_ = ::rename(path_.c_str(), target.c_str()) != 0;
    return !to_remove_;
  }

 private:
  /// Other processes have other ids. A file that a killed process with the same id left is skipped.
  static fs::path unused_name(const fs::path& folder) {
    static std::atomic<unsigned> counter{0};
    fs::path path;
    std::error_code error;
    do {
      std::string name(kUnfinishedPrefix);
      name += std::to_string(::getpid()) + "-" + std::to_string(counter++);
      path = folder / name.append(kUnfinishedSuffix);
    } while (fs::exists(fs::symlink_status(path, error)));
    return path;
  }

  fs::path path_;
  Descriptor descriptor_;
  bool to_remove_;
};

bool write_all(int descriptor, std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
  return true;
}

/// Gives the new file the permissions of the file that it replaces.
bool keep_mode(int descriptor, const fs::path& target) {
  struct stat existing {};
  if (::stat(target.c_str(), &existing) != 0) return true;
  return ::fchmod(descriptor, existing.st_mode & 07777) == 0;
}

void write_directly(const fs::path& path, std::span<const std::byte> bytes) {
  Descriptor out(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (out.number() < 0 || !write_all(out.number(), bytes) || !out.close()) {
    fail(path, "writing", errno);
  }
}

/// A rename survives a power cut only after the folder is flushed too. Not every file system can do
/// this.
void flush_folder(const fs::path& folder) {
  const Descriptor descriptor(
      ::open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.number() >= 0) (void)::fsync(descriptor.number());
}

}  // namespace

std::string read_file(const fs::path& path) {
  const Descriptor in(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (in.number() < 0) fail(path, "reading", errno);
  std::string text;
  char block[1 << 16];
  for (;;) {
    const ssize_t count = ::read(in.number(), block, sizeof block);
    if (count == 0) return text;
    if (count > 0) text.append(block, static_cast<std::size_t>(count));
    if (count < 0 && errno != EINTR) fail(path, "reading", errno);
  }
}

bool file_exists(const fs::path& path) {
  std::error_code error;
  const bool exists = fs::exists(path, error);
  if (!error) return exists;
  throw Error(ErrorCode::io, path.string(), "cannot be reached (" + error.message() + ")",
              "must be a file, or a path where one can be written");
}

void remove_file(const fs::path& path) {
  std::error_code error;
  fs::remove(path, error);
  if (!error) return;
  throw Error(ErrorCode::io, path.string(), "cannot be removed (" + error.message() + ")",
              "must be a file in a folder that can be written; remove it by hand");
}

void write_file_atomically(const fs::path& path, std::span<const std::byte> bytes,
                           Durability durability) {
  const bool flushes = durability == Durability::on_disk;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (fs::is_directory(status)) fail(path, "writing", EISDIR);
  if (fs::exists(status) && !fs::is_regular_file(status)) return write_directly(path, bytes);
  const fs::path target = fs::is_symlink(path, error) ? fs::weakly_canonical(path, error) : path;
  TemporaryFile file(target);
  Descriptor& out = file.descriptor();
  if (out.number() < 0) fail(path, "writing", errno);
  const bool complete = keep_mode(out.number(), target) && write_all(out.number(), bytes) &&
                        (!flushes || ::fsync(out.number()) == 0) && out.close() &&
                        file.rename_to(target);
  if (!complete) fail(path, "writing", errno);
  if (flushes) flush_folder(target.parent_path());
}

void write_file_atomically(const fs::path& path, std::string_view text, Durability durability) {
  write_file_atomically(path, std::as_bytes(std::span(text)), durability);
}

bool is_unfinished(const fs::path& path) {
  const std::string name = path.filename().string();
  return name.starts_with(kUnfinishedPrefix) && name.ends_with(kUnfinishedSuffix);
}

void remove_leftovers(const fs::path& folder) noexcept {
  try {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (!is_unfinished(entry.path()) || is_being_written(entry.path())) continue;
      std::error_code stays;
      fs::remove(entry.path(), stays);
    }
  } catch (const std::exception&) {  // the unfinished files stay in a folder that cannot be listed
  }
}

}  // namespace emovox::text
