#include "report/illustrate.h"

#include <algorithm>

#include "corpus/folds.h"
#include "corpus/folds_file.h"
#include "corpus/utterance_audio.h"
#include "emovox/error.h"
#include "emovox/features.h"
#include "emovox/model.h"
#include "evaluation/run_results.h"

namespace emovox::report {
namespace {

namespace fs = std::filesystem;
namespace run_files = evaluation::run_files;

/// The corpus and folds of a run. They give the audio of an utterance and the model that was not
/// trained on its speaker.
class Source {
 public:
  Source(fs::path run, const fs::path& manifest_path)
      : run_(std::move(run)),
        manifest_(corpus::read_manifest(manifest_path)),
        folds_(corpus::read_folds(run_ / run_files::kFolds, manifest_)) {}

  evaluation::Illustration show(const evaluation::PredictionRow& row) const {
    const corpus::Utterance& utterance = find(row);
    const Model model = Model::load(model_path(row));
    Audio audio = corpus::load_utterance(manifest_, utterance);
    audio = resample(audio, model.info().features.sample_rate);
    const Prediction prediction = model.predict(audio);
    if (prediction.label != row.predicted) {
      throw Error(ErrorCode::corrupt_data, row.file,
                  "the fold's model predicts '" + prediction.label +
                      "', but predictions.csv has '" + row.predicted + "'",
                  "must be the model and the audio of the run");
    }
    evaluation::Illustration shown;
    shown.row = row;
    shown.duration = audio.duration();
    shown.waveform = evaluation::waveform_ranges(audio.samples, evaluation::kWaveformParts);
    add_log_mel(shown, audio, model.info());
    shown.attention = prediction.attention;
    const ModelInfo& info = model.info();
    shown.attention_step = static_cast<double>(info.features.hop_length) *
                           info.network.frames_per_step / info.features.sample_rate;
    return shown;
  }

 private:
  static void add_log_mel(evaluation::Illustration& shown, const Audio& audio,
                          const ModelInfo& info) {
    FrameMatrix log_mel = extract_features(audio, info.features).log_mel;
    shown.bands = log_mel.dims;
    shown.log_mel = std::move(log_mel.values);
  }

  const corpus::Utterance& find(const evaluation::PredictionRow& row) const {
    const corpus::Utterance* found = nullptr;
    for (const corpus::Utterance& utterance : manifest_.utterances) {
      if (utterance.file != row.file) continue;
      if (found != nullptr) {
        throw Error(ErrorCode::unsupported, row.file, "has several utterances in one file",
                    "must have one, because predictions.csv names only the file");
      }
      found = &utterance;
    }
    if (found != nullptr) return *found;
    throw Error(ErrorCode::not_found, row.file, "is not in the manifest",
                "must be the manifest of the run");
  }

  fs::path model_path(const evaluation::PredictionRow& row) const {
    const auto fold = std::find_if(folds_.begin(), folds_.end(),
                                   [&](const corpus::Fold& f) { return f.name == row.fold; });
    if (fold == folds_.end()) {
      throw Error(ErrorCode::not_found, row.fold, "is not a fold of the run",
                  "must be in folds.csv");
    }
    const auto number = static_cast<std::size_t>(fold - folds_.begin());
    return run_ / (run_files::training(row.seed, number) + ".safetensors");
  }

  fs::path run_;
  corpus::Manifest manifest_;
  std::vector<corpus::Fold> folds_;
};

}  // namespace

Illustrations illustrate(const fs::path& run, const fs::path& manifest_path,
                         const evaluation::PredictionTable& table) {
  Illustrations result;
  try {
    const Source source(run, manifest_path);
    for (const auto& row : evaluation::choose_utterances(table)) {
      result.shown.push_back(source.show(row));
    }
  } catch (const Error& error) {
    const std::string which = result.shown.empty() ? "There are no pictures of utterances: "
                                                   : "There are fewer pictures than chosen: ";
    result.obstacle = which + error.what() + ".";
  }
  return result;
}

}  // namespace emovox::report
