#include "trainer/command_line.h"

#include <CLI/CLI.hpp>
#include <iostream>

#include "command/command.h"
#include "command/self_description.h"
#include "emovox/version.h"
#include "trainer/inputs.h"
#include "trainer/verbs.h"

namespace emovox::trainer {

int run(int argc, char** argv) {
  CLI::App app("Trains and cross-validates emovox models.");
  app.name("emovox");
  app.set_version_flag("--version", "emovox-train " EMOVOX_VERSION, "Print the version");
  app.get_formatter()->column_width(38);
  training::Recipe recipe = preset_on(argc, argv);
  Action action;
  add_train(app, recipe, action);
  add_crossval(app, recipe, action);
  add_reproduce(app, recipe, action);
  std::string description;  // hidden option with which packages get manual pages and completions
  app.add_option("--describe", description)->group("");
  if (const auto text = command::parse(app, argc, argv)) {
    std::cout << *text;
    return command::kSuccess;
  }
  if (!description.empty()) {
    std::cout << command::self_description(app, "emovox-train", EMOVOX_VERSION, description);
    return command::kSuccess;
  }
  if (action) return action();
  std::cout << app.help();
  return command::kUsageError;
}

}  // namespace emovox::trainer
