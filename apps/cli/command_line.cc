#include "cli/command_line.h"

#include <CLI/CLI.hpp>
#include <cstdlib>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/self_description.h"
#include "emovox/version.h"

namespace emovox::cli {
namespace {

void describe(CLI::App& app) {
  app.name("emovox");
  app.set_version_flag("--version", "emovox " EMOVOX_VERSION, "Print the version");
  app.set_help_flag("-h,--help", "Print this help; after a verb, print the help of that verb");
  app.get_formatter()->column_width(30);
  app.get_formatter()->label("SUBCOMMAND", "VERB");
  app.get_formatter()->label("SUBCOMMANDS", "VERB");
  app.get_formatter()->label("OPTIONS", "options");
  app.footer(
      "Example: emovox predict recording.wav\n"
      "Exit status: 0 success, 1 internal error, 2 wrong usage, 3 wrong data, 4 some inputs "
      "failed");
}

void print(std::string_view text) {
  auto output = command::Output::standard();
  output.write(text);
  output.flush();
}

}  // namespace

int run(int argc, char** argv) {
  // PortAudio must not start a JACK server when it lists devices. No other thread runs yet.
  ::setenv("JACK_NO_START_SERVER", "1", 0);
  if (is_trainer_verb(argc, argv)) exec_trainer(argc, argv);
  CLI::App app("Recognises emotions in speech, with times and probabilities.");
  Action action;
  describe(app);
  add_predict(app, action);
  add_listen(app, action);
  add_serve(app, action);
  add_features(app, action);
  add_corpus(app, action);
  add_compare(app, action);
  add_info(app, action);
  add_encoder(app, action);
  add_report(app, action);
  add_ensemble(app, action);
  add_verify(app, action);
  add_card(app, action);
  add_training(app, action);
  std::string description;  // hidden option with which packages get manual pages and completions
  app.add_option("--describe", description)->group("");
  if (const auto text = command::parse(app, argc, argv)) {
    print(*text);
    return command::kSuccess;
  }
  if (!description.empty()) {
    print(command::self_description(app, "emovox", EMOVOX_VERSION, description));
    return command::kSuccess;
  }
  if (action) return action();
  print(app.help());
  return command::kUsageError;
}

}  // namespace emovox::cli
