// The verbs of `emovox`, one file each. Each adds itself to the command line and, where it is the
// one that was called, leaves in `action` what is to be done.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "emovox/model.h"

namespace emovox::cli {

using Action = std::function<int()>;  // gives the exit status

void add_predict(CLI::App& app, Action& action);
void add_listen(CLI::App& app, Action& action);
void add_features(CLI::App& app, Action& action);
void add_corpus(CLI::App& app, Action& action);
void add_corpus_import(CLI::App& corpus, Action& action);
void add_corpus_check(CLI::App& corpus, Action& action);
void add_corpus_folds(CLI::App& corpus, Action& action);
void add_compare(CLI::App& app, Action& action);
void add_ensemble(CLI::App& app, Action& action);
void add_card(CLI::App& app, Action& action);
void add_verify(CLI::App& app, Action& action);
void add_info(CLI::App& app, Action& action);
void add_serve(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_training(CLI::App& app, Action& action);  // verbs of emovox-train: for the help alone

/// Whether the command line belongs to `emovox-train`.
bool is_training(int argc, const char* const* argv);

/// Becomes `emovox-train` with the same arguments; returns only by throwing not_found or io.
[[noreturn]] void hand_over_to_trainer(int argc, char** argv);

/// The model at `path`, or the bundled one when `path` is empty.
Model load_model(const std::string& path, WeightPrecision precision = WeightPrecision::float32);

}  // namespace emovox::cli
