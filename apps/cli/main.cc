// `emovox`: runs a verb, and reports errors in one line.
#include <csignal>

#include "cli/command_line.h"
#include "command/command.h"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // write() reports a closed pipe instead
  return emovox::command::run_reporting_errors("emovox",
                                               [&] { return emovox::cli::run(argc, argv); });
}
