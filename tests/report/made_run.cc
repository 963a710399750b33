#include "report/made_run.h"

#include <fstream>

#include "command/wav.h"
#include "corpus/folds_file.h"
#include "corpus/manifest.h"
#include "emovox/model.h"
#include "evaluation/metrics_output.h"
#include "evaluation/predictions.h"
#include "evaluation/run_results.h"
#include "model/random_model.h"
#include "text/whole_file.h"

namespace emovox::testing {
namespace {

namespace fs = std::filesystem;
namespace run_files = evaluation::run_files;

Audio voice(std::size_t number) { return model::random_voice(0.6, 16000, 100 + number); }

corpus::Manifest make_corpus(const fs::path& folder) {
  fs::create_directories(folder / "audio");
  corpus::Manifest manifest;
  manifest.folder = folder;
  for (std::size_t i = 0; i < 8; ++i) {
    corpus::Utterance utterance;
    utterance.file.append("audio/").append(std::to_string(i)).append(".wav");
    utterance.speaker = std::string(1, i < 4 ? 'A' : 'B');
    utterance.emotion = i % 2 == 0 ? "anger" : "joy";
    std::ofstream(folder / utterance.file, std::ios::binary) << wav_float(voice(i).samples);
    manifest.utterances.push_back(std::move(utterance));
  }
  corpus::write_manifest(folder / "corpus.csv", manifest);
  return manifest;
}

}  // namespace

evaluation::PredictionTable make_run(const fs::path& folder, const char* name, std::uint64_t seed) {
  const corpus::Manifest manifest = make_corpus(folder);
  const fs::path run = folder / name;
  fs::create_directories(run / "checkpoints");
  const auto folds = corpus::leave_one_speaker_out(manifest);
  corpus::write_folds(run / run_files::kFolds, manifest, folds);
  ModelInfo info = model::small_info();
  info.labels = {"anger", "joy"};
  evaluation::PredictionTable table{info.labels, {}};
  for (std::size_t f = 0; f < folds.size(); ++f) {
    const auto bytes = model::serialise(model::random_model(info, seed + f));
    text::write_file_atomically(run / (run_files::training(1, f) + ".safetensors"), bytes);
    const Model trained = Model::from_memory(bytes);
    for (const std::size_t i : folds[f].test) {
      const Prediction prediction = trained.predict(voice(i));
      const corpus::Utterance& source = manifest.utterances[i];
      table.rows.push_back({source.file,
                            source.speaker,
                            source.emotion,
                            folds[f].name,
                            1,
                            prediction.label,
                            {prediction.probabilities.begin(), prediction.probabilities.end()}});
    }
  }
  evaluation::write_predictions(run / run_files::kPredictions, table);
  text::write_file_atomically(
      run / run_files::kMetrics,
      evaluation::metrics_json(evaluation::compute_metrics(table), "speaker-independent"));
  std::string config = "[run]\ntrack = \"speaker-independent\"\ncorpus = \"";
  config.append((folder / "corpus.csv").string()).append("\"\ncorpus_checksum = \"c0ffee\"\n");
  text::write_file_atomically(run / run_files::kConfig, config);
  return table;
}

}  // namespace emovox::testing
