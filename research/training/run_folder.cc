#include "training/run_folder.h"

#include <toml++/toml.h>

#include <sstream>

#include "corpus/folds_file.h"
#include "emovox/error.h"
#include "evaluation/run_results.h"
#include "text/field_text.h"
#include "text/whole_file.h"

namespace emovox::training {
namespace {

namespace fs = std::filesystem;

std::string quoted(const std::string& text) {
  std::ostringstream out;
  out << toml::value<std::string>(text);
  return out.str();
}

/// The calibration options as TOML; empty for runs without calibration.
std::string calibration_lines(const CalibrationPlan& plan) {
  if (plan.folds == 0) return {};
  std::ostringstream out;
  CalibrationPlan::visit_fields(
      plan, [&](std::string_view key, const auto& field, const FieldInfo& info) {
        out << "calibration_" << key << " = " << text::field_text(field, text::kTomlSyntax)
            << "  # " << info.meaning << "\n";
      });
  return out.str();
}

std::string config_text(const RunIdentity& identity) {
  return "[run]\n"
         "track = " +
         quoted(std::string(to_name(identity.track))) + "  # what was seen of the test speakers\n" +
         "corpus = " + quoted(identity.corpus) + "\n" +
         "corpus_checksum = " + quoted(identity.corpus_checksum) + "\n" +
         "device = " + quoted(identity.device) + "\n" + calibration_lines(identity.calibration) +
         "\n" + to_toml(identity.recipe);
}

[[noreturn]] void refuse(const fs::path& path, const std::string& was) {
  throw Error(ErrorCode::invalid_argument, path.string(), was,
              "must be a new folder, or the command must be the one that started this run");
}

/// Throws unless the existing config has the same recipe, corpus, device and calibration.
void check_same_run(const fs::path& folder, const RunIdentity& identity) {
  const RunIdentity found = read_run_identity(folder);
  if (!(found.recipe == identity.recipe)) refuse(folder, "holds a run of another recipe");
  if (found.corpus_checksum != identity.corpus_checksum) {
    refuse(folder, "holds a run on another corpus");
  }
  if (found.track != identity.track) refuse(folder, "holds a run of another track");
  if (found.device != identity.device) refuse(folder, "holds a run on another device");
  const bool calibrates = found.calibration.folds > 0 || identity.calibration.folds > 0;
  if (calibrates && !(found.calibration == identity.calibration)) {
    refuse(folder, "holds a run with other calibration options");
  }
}

void check_same_folds(const fs::path& folder, const corpus::Manifest& manifest,
                      const std::vector<corpus::Fold>& folds) {
  const auto found = corpus::read_folds(folder / "folds.csv", manifest);
  const auto same = [](const corpus::Fold& a, const corpus::Fold& b) {
    return a.name == b.name && a.train == b.train && a.test == b.test;
  };
  if (!std::equal(found.begin(), found.end(), folds.begin(), folds.end(), same)) {
    refuse(folder, "holds a run of other folds");
  }
}

/// Whether an entry was left by a run that stopped before it wrote its config.
bool is_unfinished_beginning(const fs::directory_entry& entry) {
  const std::string name = entry.path().filename().string();
  if (name == "checkpoints") return entry.is_directory() && fs::is_empty(entry.path());
  return name == "folds.csv" || text::is_unfinished(entry.path());
}

void refuse_foreign_files(const fs::path& path) {
  if (!fs::exists(path)) return;
  if (!fs::is_directory(path)) refuse(path, "is not a folder");
  for (const auto& entry : fs::directory_iterator(path)) {
    if (!is_unfinished_beginning(entry)) refuse(path, "holds other files but no run");
  }
}

}  // namespace

RunIdentity read_run_identity(const fs::path& folder) {
  const fs::path path = folder / "config.toml";
  const std::string text = text::read_file(path);
  RunIdentity identity;
  identity.recipe = parse_recipe(text, path.string());
  const toml::table config = toml::parse(text);  // parse_recipe has just read it
  const auto run = config["run"];
  const std::string track = run["track"].value_or(std::string());
  const auto known = from_name<Track>(track);
  if (!known) {
    throw Error(ErrorCode::corrupt_data, path.string(), "track = \"" + track + "\"",
                "must be one that this version knows");
  }
  identity.track = *known;
  identity.corpus = run["corpus"].value_or(std::string());
  identity.corpus_checksum = run["corpus_checksum"].value_or(std::string());
  identity.device = run["device"].value_or(std::string());
  CalibrationPlan::visit_fields(identity.calibration,
                                [&](std::string_view key, auto& field, const FieldInfo&) {
                                  field = run["calibration_" + std::string(key)].value_or(field);
                                });
  return identity;
}

RunFolder::RunFolder(fs::path path, const RunIdentity& identity, const corpus::Manifest& manifest,
                     const std::vector<corpus::Fold>& folds)
    : path_(std::move(path)) {
  try {
    open(identity, manifest, folds);
  } catch (const fs::filesystem_error& error) {
    throw Error(ErrorCode::io, path_.string(), error.code().message(),
                "must be a folder to read and write");
  }
}

void RunFolder::open(const RunIdentity& identity, const corpus::Manifest& manifest,
                     const std::vector<corpus::Fold>& folds) {
  if (fs::exists(path_ / "config.toml")) {
    check_same_run(path_, identity);
  } else {
    refuse_foreign_files(path_);
    fs::create_directories(path_ / "checkpoints");
  }
  text::remove_leftovers(path_);
  text::remove_leftovers(path_ / "checkpoints");
  // The config is written last: a folder with a config is complete.
  if (fs::exists(path_ / "folds.csv")) {
    check_same_folds(path_, manifest, folds);
  } else {
    corpus::write_folds(path_ / "folds.csv", manifest, folds);
  }
  if (!fs::exists(path_ / "config.toml")) {
    text::write_file_atomically(path_ / "config.toml", config_text(identity));
  }
}

fs::path RunFolder::model(std::uint64_t seed, std::size_t fold) const {
  return path_ / (evaluation::run_files::training(seed, fold) + ".safetensors");
}

fs::path RunFolder::curve(std::uint64_t seed, std::size_t fold) const {
  return path_ / (evaluation::run_files::training(seed, fold) + ".curve.csv");
}

fs::path RunFolder::checkpoint(std::uint64_t seed, std::size_t fold) const {
  return path_ / (evaluation::run_files::training(seed, fold) + ".state");
}

}  // namespace emovox::training
