// Standard output or a file. Every write is checked.
#include "command/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "command/command.h"

namespace emovox::command {

Output Output::standard() { return {STDOUT_FILENO, "standard output"}; }

void Output::write(std::string_view text) {
  constexpr std::size_t kFlushAt = 1 << 16;  // bytes
  buffer_ += text;
  if (buffer_.size() >= kFlushAt) flush();
}

void Output::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno == EPIPE) {
      throw ClosedPipe();
    } else if (errno != EINTR) {
      throw Error(ErrorCode::io, name_, std::strerror(errno), "must accept all of the output");
    }
  }
  buffer_.clear();
}

}  // namespace emovox::command
