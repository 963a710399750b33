// The model that a verb uses, and the verbs that belong to `emovox-train`, which alone needs
// libtorch.
#include "cli/verbs.h"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "command/openblas.h"
#include "emovox/error.h"

namespace emovox::cli {

Model load_model(const std::string& path, WeightPrecision precision) {
  if (!path.empty()) return Model::load(path, {.precision = precision});
  if (!Model::has_bundled()) {
    throw Error(ErrorCode::invalid_argument, "model", "this build has no bundled model",
                "must be given a model file: --model FILE");
  }
  return Model::bundled({.precision = precision});
}

namespace {

constexpr const char* kTrainer = "emovox-train";

std::filesystem::path beside_this_binary() {
  std::error_code ignored;  // without /proc, PATH is searched
  const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
  return self.empty() ? std::filesystem::path() : self.parent_path() / kTrainer;
}

}  // namespace

bool is_trainer_verb(int argc, const char* const* argv) {
  if (argc < 2) return false;
  const std::string_view verb = argv[1];
  return verb == "train" || verb == "crossval" || verb == "reproduce";
}

void exec_trainer(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_DFL);  // an ignored signal stays ignored in the new program
  const std::string verb = argc > 1 ? argv[1] : "";
  command::set_openblas_core();  // before libtorch is loaded, so that emovox-train loads it once
  const std::string beside = beside_this_binary().string();
  if (!beside.empty()) execv(beside.c_str(), argv);
  if (errno == ENOENT || beside.empty()) execvp(kTrainer, argv);
  if (errno != ENOENT) {
    throw Error(ErrorCode::io, kTrainer, std::strerror(errno), "must be a program that can run");
  }
  throw Error(ErrorCode::not_found, verb, "needs emovox-train, which is not installed",
              "must be beside emovox or on PATH: install libtorch-dev and build with "
              "-DEMOVOX_TRAINING=ON");
}

void add_training(CLI::App& app, Action&) {
  app.add_subcommand("train", "Train a model on a corpus (emovox-train)");
  app.add_subcommand("crossval", "Cross-validate a recipe on held-out speakers (emovox-train)");
  app.add_subcommand("reproduce", "Repeat the paper's experiment on a corpus (emovox-train)");
}

}  // namespace emovox::cli
