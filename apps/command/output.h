// Standard output or a file. Every write is checked, so that a full disk is reported.
#pragma once

#include <string>
#include <string_view>

namespace emovox::command {

/// A buffered descriptor. Throws Error (io) when the system refuses to write, ClosedPipe when the
/// reader has closed the pipe (SIGPIPE must be ignored). Data that is not flushed is lost with the
/// object.
class Output {
 public:
  Output(int descriptor, std::string name) : descriptor_(descriptor), name_(std::move(name)) {}
  static Output standard();

  void write(std::string_view text);
  void flush();
  int descriptor() const noexcept { return descriptor_; }

 private:
  int descriptor_;
  std::string name_;  // in error messages
  std::string buffer_;
};

}  // namespace emovox::command
