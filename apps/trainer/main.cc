// `emovox-train`: train and crossval, which `emovox` hands over.
#include <CLI/CLI.hpp>
#include <iostream>

#include "command/command.h"
#include "trainer/recipe_flags.h"
#include "trainer/verbs.h"

namespace emovox::trainer {
namespace {

int run(int argc, char** argv) {
  CLI::App app("Trains and cross-validates emovox models.");
  app.name("emovox");
  app.set_version_flag("--version", "emovox-train " EMOVOX_VERSION, "Print the version");
  app.get_formatter()->column_width(38);
  training::Recipe recipe = preset_on(argc, argv);
  Action action;
  add_train(app, recipe, action);
  add_crossval(app, recipe, action);
  if (const auto text = command::parse(app, argc, argv)) {
    std::cout << *text;
    return command::kSuccess;
  }
  if (action) return action();
  std::cout << app.help();
  return command::kUsageError;
}

}  // namespace
}  // namespace emovox::trainer

int main(int argc, char** argv) {
  return emovox::command::run_reporting_errors("emovox",
                                               [&] { return emovox::trainer::run(argc, argv); });
}
