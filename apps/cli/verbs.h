// The verbs of `emovox`. Each adds itself to the command line. The one that was called sets
// `action` to what must be done.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <optional>
#include <string>

#include "emovox/model.h"

namespace emovox::cli {

using Action = std::function<int()>;  // returns the exit status

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
void add_encoder(CLI::App& app, Action& action);
void add_serve(CLI::App& app, Action& action);
void add_report(CLI::App& app, Action& action);
void add_training(CLI::App& app, Action& action);  // verbs of emovox-train, for the help only

/// Output format of the verbs that print what a file contains.
enum class InfoFormat { table, json };

/// Whether the command line belongs to `emovox-train`.
bool is_trainer_verb(int argc, const char* const* argv);

/// Replaces this process by `emovox-train` with the same arguments. Throws not_found and io.
[[noreturn]] void exec_trainer(int argc, char** argv);

/// The model at `path`, or the bundled model where `path` is empty.
Model load_model(const std::string& path, WeightPrecision precision = WeightPrecision::float32);

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::InfoFormat> {
  static constexpr std::array<std::string_view, 2> names{"table", "json"};
};
