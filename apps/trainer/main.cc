// `emovox-train`: train, crossval and reproduce, which `emovox` hands over.
#include <malloc.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>

#include "command/command.h"
#include "command/self_description.h"
#include "emovox/version.h"
#include "trainer/recipe_flags.h"
#include "trainer/verbs.h"
#include "training/openblas.h"

namespace emovox::trainer {
namespace {

/// OpenBLAS reads OPENBLAS_CORETYPE only as it is loaded: where it would run SSE3 on a processor
/// that it does not know, this program starts itself once more with a better choice.
void restart_with_better_blas(char** argv) {
  const std::string core = training::better_openblas_core();
  if (core.empty() || std::getenv("OPENBLAS_CORETYPE")) return;
  setenv("OPENBLAS_CORETYPE", core.c_str(), 1);
  execv("/proc/self/exe", argv);  // where that fails, we go on, slower
}

/// Every batch frees what the next one needs again. glibc would give it back to the system each
/// time and spend a tenth of the training on page faults.
void keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);  // bytes, the most it takes
  mallopt(M_TRIM_THRESHOLD, 1 << 30);   // bytes a thread
#endif
}

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
  std::string description;  // hidden: what packages are made with
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

}  // namespace
}  // namespace emovox::trainer

int main(int argc, char** argv) {
  emovox::trainer::restart_with_better_blas(argv);
  emovox::trainer::keep_freed_memory();
  return emovox::command::run_reporting_errors("emovox",
                                               [&] { return emovox::trainer::run(argc, argv); });
}
