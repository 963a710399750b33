// Turns errors into one line on standard error and an exit status, for all commands.
#include "command/command.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <new>

#include "command/text.h"
#include "text/join.h"

namespace emovox::command {
namespace {

const CLI::App& deepest(const CLI::App& app) {
  const auto parsed = app.get_subcommands();
  return parsed.empty() ? app : deepest(*parsed.front());
}

// "emovox corpus check"
std::string full_name(const CLI::App& app) {
  const CLI::App* parent = app.get_parent();
  return parent == nullptr ? app.get_name() : full_name(*parent) + " " + app.get_name();
}

// "predict, features": the verbs that may follow `app`.
std::string verbs_of(const CLI::App& app) {
  return text::joined(app.get_subcommands({}),
                      [](const CLI::App* verb) { return verb->get_name(); });
}

std::string where(const CLI::App& app) {
  const std::string name = full_name(app);
  const auto space = name.find(' ');
  return space == std::string::npos ? "command line" : name.substr(space + 1);
}

[[noreturn]] void throw_unexpected(const CLI::App& app, const std::string& argument) {
  const std::string verbs = verbs_of(app);
  if (!verbs.empty() && !argument.starts_with('-')) {
    throw Error(ErrorCode::invalid_argument, where(app), "no verb '" + argument + "'",
                "must be one of " + verbs);
  }
  throw Error(ErrorCode::invalid_argument, where(app), "unexpected '" + argument + "'",
              "see " + full_name(app) + " --help");
}

[[noreturn]] void throw_as_error(const CLI::App& app, const CLI::ParseError& error) {
  const auto remaining = app.remaining(true);  // an unknown argument is the likelier mistake
  if (!remaining.empty()) throw_unexpected(app, remaining.front());
  const std::string verbs = verbs_of(app);
  if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !verbs.empty()) {
    throw Error(ErrorCode::invalid_argument, where(app), "no verb", "must be one of " + verbs);
  }
  throw Error(ErrorCode::invalid_argument, where(app), error.what(),
              "see " + full_name(app) + " --help");
}

}  // namespace

int exit_status(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return kUsageError;
    case ErrorCode::internal: return kFailure;
    default: return kDataError;
  }
}

void report(std::string_view program, std::string_view message) {
  const std::string line = std::string(program) + ": " + printable(message) + "\n";
  // A failure of standard error itself cannot be reported.
  [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

int run_reporting_errors(std::string_view program, const std::function<int()>& body) {
  try {
    return body();
  } catch (const ClosedPipe&) {
    return kDataError;
  } catch (const Error& error) {
    report(program, error.what());
    return exit_status(error.code());
  } catch (const std::bad_alloc&) {
    report(program, "memory: ran out; must be given more, or smaller inputs");
  } catch (const std::exception& error) {
    report(program, std::string("internal error: ") + error.what() + "; please tell its makers");
  }
  return kFailure;
}

std::optional<std::string> parse(CLI::App& app, int argc, const char* const* argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion& version) {
    return std::string(version.what()) + "\n";
  } catch (const CLI::ParseError& error) {
    throw_as_error(deepest(app), error);
  }
}

// --- Output --------------------------------------------------------------------------------------

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
