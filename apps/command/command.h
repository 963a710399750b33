// The common behaviour of all commands: exit statuses, errors as one line, output, errors of the
// command line.
#pragma once

#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "emovox/error.h"

namespace CLI {
class App;
}

namespace emovox::command {

inline constexpr int kSuccess = 0;
inline constexpr int kFailure = 1;     // internal error
inline constexpr int kUsageError = 2;  // the command line, or a value on it
inline constexpr int kDataError = 3;   // a file that is missing, unreadable or wrong
inline constexpr int kPartial = 4;     // some inputs failed, the others were done

/// The exit status of an error.
int exit_status(ErrorCode code) noexcept;

/// Thrown when the reader of our output has closed the pipe: the command ends with kDataError,
/// without a message.
class ClosedPipe : public std::exception {};

/// Standard output or a file, buffered. Every write is checked, so that a full disk is reported.
/// Throws Error (io) when the system refuses to write, ClosedPipe when the reader has closed the
/// pipe (SIGPIPE must be ignored). Data that is not flushed is lost with the object.
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

/// Writes "program: message" as exactly one printable line on standard error.
void report(std::string_view program, std::string_view message);

/// Runs `body` and turns an exception into one line on standard error, "emovox: where: what was;
/// what must be", and an exit status.
int run_reporting_errors(std::string_view program, const std::function<int()>& body);

/// Parses the command line into `app`, whose name is the program's. Returns the help or version
/// text if it was requested, and nothing if the command should run. Throws Error (invalid_argument)
/// on an invalid command line.
std::optional<std::string> parse(CLI::App& app, int argc, const char* const* argv);

}  // namespace emovox::command
