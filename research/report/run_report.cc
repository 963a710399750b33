#include "report/run_report.h"

#include <toml++/toml.h>

#include "corpus/checksum.h"
#include "corpus/published.h"
#include "emovox/error.h"
#include "evaluation/run_results.h"
#include "report/illustrate.h"
#include "text/whole_file.h"

namespace emovox::report {
namespace {

namespace fs = std::filesystem;
namespace run_files = evaluation::run_files;

/// Whether a file or folder exists. If that cannot be checked, reading it reports the error.
bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::status(path, error).type() != fs::file_type::not_found;
}

}  // namespace

RunFacts read_run_facts(const fs::path& folder) {
  const fs::path path = folder / run_files::kConfig;
  if (!is_there(path)) {
    throw Error(ErrorCode::not_found, folder.string(), "holds no run",
                "must be the folder of a cross-validation with a config.toml");
  }
  RunFacts facts;
  facts.config = text::read_file(path);
  try {
    const toml::table config = toml::parse(facts.config, path.string());
    const auto value = [&](const char* key) { return config["run"][key].value_or(std::string()); };
    facts.manifest = value("corpus");
    facts.corpus_checksum = value("corpus_checksum");
  } catch (const toml::parse_error& error) {
    throw Error(ErrorCode::corrupt_data, path.string(), std::string(error.description()),
                "must be TOML");
  }
  return facts;
}

namespace {

/// The published corpus whose file names the predictions have, or null.
const corpus::PublishedCorpus* identify_corpus(const evaluation::PredictionTable& table) {
  corpus::Manifest names;
  for (const auto& row : table.rows) {
    corpus::Utterance utterance;
    utterance.file = row.file;
    utterance.speaker = row.speaker;
    utterance.emotion = row.emotion;
    names.utterances.push_back(std::move(utterance));
  }
  return corpus::identify_corpus(names);
}

}  // namespace

evaluation::RunReport read_run_report(const fs::path& folder, const ReportSources& sources,
                                      const std::string& title) {
  const RunFacts facts = read_run_facts(folder);
  evaluation::RunReport run;
  evaluation::RunResults results = evaluation::read_run(folder);
  run.table = std::move(results.table);
  run.metrics = sources.metrics ? *sources.metrics : evaluation::compute_metrics(run.table);
  run.description.track = std::move(results.track);
  run.description.config = facts.config;
  run.description.checksums = {
      {"the corpus: audio, speakers and emotions", facts.corpus_checksum},
      {"predictions.csv", corpus::hash_file(folder / run_files::kPredictions)}};
  const corpus::PublishedCorpus* known = identify_corpus(run.table);
  if (known != nullptr) {
    run.description.corpus = known->format;
    run.description.title += " on " + std::string(known->title);
  }
  if (!title.empty()) run.description.title = title;
  const fs::path curves = folder / run_files::kCurves;
  if (is_there(curves)) run.curves = evaluation::read_learning_curves(curves);
  const fs::path calibrations = folder / run_files::kCalibration;
  if (is_there(calibrations)) {
    run.calibrations = evaluation::read_calibrations(calibrations);
    evaluation::uncalibrated(run.table, run.calibrations);  // throws if they do not fit
  }
  if (!sources.listeners.empty()) {
    run.listeners = evaluation::human_listeners_on(
        run.table, evaluation::read_human_listeners(sources.listeners));
  }
  const fs::path manifest = sources.manifest.empty() ? fs::path(facts.manifest) : sources.manifest;
  Illustrations illustrations = illustrate(folder, manifest, run.table);
  run.illustrations = std::move(illustrations.shown);
  run.no_illustrations = std::move(illustrations.obstacle);
  return run;
}

}  // namespace emovox::report
