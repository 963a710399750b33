// emovox serve: runs the server until a signal stops it.
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <memory>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "emovox/error.h"
#include "server/server.h"

namespace emovox::cli {
namespace {

struct ServeFlags {
  std::string model;
  WeightPrecision precision = WeightPrecision::float32;
  server::ServeOptions options;
};

// Writes log lines to standard error, and drops them if it is closed.
void write_log(std::string_view line) {
  command::Output output(STDERR_FILENO, "standard error");
  try {
    output.write(line);
    output.flush();
  } catch (const std::exception&) {
    return;
  }
}

// Every connection needs a file descriptor; the soft limit of many systems is lower than the hard
// one.
void raise_descriptor_limit(std::size_t connections) {
  constexpr rlim_t kOthers = 256;
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= connections + kOthers) return;
  limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, connections + kOthers);
  ::setrlimit(RLIMIT_NOFILE, &limit);  // after a failure, the server logs that it cannot accept
}

server::Server* serving = nullptr;  // for the signal handler

/// The first signal shuts down gracefully; a second one ends the program at once.
void stop_on_signal(server::Server& server) {
  serving = &server;
  struct sigaction action {};
  action.sa_handler = [](int) { serving->stop(); };
  action.sa_flags = static_cast<int>(SA_RESETHAND) | SA_RESTART;
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int serve(const ServeFlags& flags) {
  server::ServeOptions options = flags.options;
  const char* token = std::getenv("EMOVOX_TOKEN");
  if (options.token.empty() && token != nullptr) options.token = token;
  validate(options);
  Model model = load_model(flags.model, flags.precision);
  raise_descriptor_limit(options.max_connections);
  server::Log log(write_log);
  server::Server server(std::move(model), options, log);
  stop_on_signal(server);
  auto output = command::Output::standard();
  output.write("listening on " + server.address() + "\n");
  output.flush();
  server.run();
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  return command::kSuccess;
}

}  // namespace

void add_serve(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ServeFlags>();
  CLI::App* verb =
      app.add_subcommand("serve", "Start the web server: a page, uploads and live streams");
  verb->add_option("-m,--model", flags->model, "Model file (default: the bundled model)")
      ->option_text("FILE");
  command::add_flag(
      *verb, "--precision", flags->precision,
      "Precision of the weights in memory; lower precision makes large models faster");
  command::add_flags(*verb, flags->options);
  verb->footer(
      "Other users can see --token in the list of processes; the environment variable EMOVOX_TOKEN "
      "hides "
      "it.\n"
      "No sound is stored. The log goes to standard error. Ctrl-C ends the server.\n"
      "Examples: emovox serve\n"
      "          emovox serve --host 0.0.0.0 --port 80 --threads 4");
  verb->callback([flags, &action] { action = [flags] { return serve(*flags); }; });
}

}  // namespace emovox::cli
