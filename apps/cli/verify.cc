// emovox verify: checks that this build computes the numbers that were recorded with a model.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/progress.h"
#include "corpus/checksum.h"
#include "corpus/utterance_audio.h"
#include "model/verification.h"

namespace emovox::cli {
namespace {

/// The share of training utterances whose predicted label may differ, because two probabilities are
/// equal within the tolerance.
constexpr double kDifferingLabels = 0.005;

struct VerifyFlags {
  std::string model;
  std::string manifest;
};

/// Prints one line for each check, and counts the failed ones.
class Checks {
 public:
  void add(const std::string& what, bool holds) {
    output_.write(what + (holds ? ": ok\n" : ": DIFFERS\n"));
    output_.flush();
    failed_ += !holds;
  }

  /// Throws corrupt_data where a check failed.
  void finish(const std::string& model) const {
    if (failed_ == 0) return;
    throw Error(ErrorCode::corrupt_data, model,
                "this build computes other numbers than are recorded in the model",
                "must be the same; the model file or the build is damaged");
  }

 private:
  command::Output output_ = command::Output::standard();
  int failed_ = 0;
};

std::string difference_text(double difference, double tolerance) {
  char text[80];
  std::snprintf(text, sizeof text, "differ by %.2g, at most %g", difference, tolerance);
  return text;
}

void check_signal(const Model& model, Checks& checks) {
  const Verification& recorded = model.info().verification;
  const model::Deviation deviation = model::signal_deviation(model);
  const auto add = [&](const char* what, double difference) {
    checks.add("signal " + recorded.signal + ": " + what + " " +
                   difference_text(difference, recorded.tolerance),
               difference <= recorded.tolerance);
  };
  add("probabilities", deviation.of_probabilities);
  if (!recorded.attention.empty()) add("attention weights", deviation.of_attention);
}

corpus::Manifest training_corpus(const std::string& path, const ModelInfo& info) {
  if (info.verification.utterances == 0) {
    throw Error(ErrorCode::invalid_argument, "--manifest",
                "the model file has no record of its training corpus",
                "must be left out, or the model must be made by emovox train");
  }
  corpus::Manifest manifest = corpus::read_manifest(path);
  corpus::check_trainable(manifest, path);
  const auto checksum = info.origin.find("corpus_checksum");
  if (checksum == info.origin.end() || corpus::corpus_checksum(manifest) != checksum->second) {
    throw Error(ErrorCode::invalid_argument, path,
                "is not the corpus that the model was trained on",
                "must have the checksum that emovox info prints");
  }
  return manifest;
}

void check_corpus(const Model& model, const corpus::Manifest& manifest, Checks& checks) {
  const Verification& recorded = model.info().verification;
  command::Progress progress("verify", manifest.utterances.size());
  std::size_t done = 0, found = 0;
  int right = 0;
  double difference = 0.0;
  corpus::for_each_utterance(manifest, [&](std::size_t utterance, const Audio& audio) {
    const Prediction prediction = model.predict(audio);
    if (prediction.label == manifest.utterances[utterance].emotion) ++right;
    const auto place = std::ranges::find(recorded.recordings, corpus::hash_samples(audio));
    if (place != recorded.recordings.end()) {
      const auto& posterior =
          recorded.posteriors[static_cast<std::size_t>(place - recorded.recordings.begin())];
      difference =
          std::max(difference, model::greatest_difference(posterior, prediction.probabilities));
      ++found;
    }
    progress.update(++done);
  });
  progress.clear();
  const auto count = static_cast<double>(manifest.utterances.size());
  checks.add("training corpus: " + std::to_string(right) + " of " +
                 std::to_string(manifest.utterances.size()) + " right, " +
                 std::to_string(recorded.right) + " when it was made",
             std::abs(right - recorded.right) <= kDifferingLabels * count);
  checks.add("recordings: " + std::to_string(found) + " of " +
                 std::to_string(recorded.recordings.size()) + " found; probabilities " +
                 difference_text(difference, recorded.tolerance),
             found >= recorded.recordings.size() && difference <= recorded.tolerance);
}

int verify(const VerifyFlags& flags) {
  const Model model = load_model(flags.model);
  Checks checks;
  if (!flags.manifest.empty()) {
    const corpus::Manifest manifest = training_corpus(flags.manifest, model.info());
    check_signal(model, checks);
    check_corpus(model, manifest, checks);
  } else {
    check_signal(model, checks);
  }
  checks.finish(flags.model.empty() ? model.info().name : flags.model);
  return command::kSuccess;
}

}  // namespace

void add_verify(CLI::App& app, Action& action) {
  auto flags = std::make_shared<VerifyFlags>();
  CLI::App* verb = app.add_subcommand(
      "verify", "Check that this build computes the same predictions as were recorded in a model");
  verb->add_option("MODEL", flags->model, "Model file (default: the bundled model)")
      ->option_text(" ");
  verb->add_option("--manifest", flags->manifest,
                   "Manifest of the training corpus, to check the accuracy and some recordings too")
      ->option_text("CSV");
  verb->footer(
      "The exit status is 0 if all numbers match.\n"
      "Example: emovox verify model.safetensors --manifest emodb.csv");
  verb->callback([flags, &action] { action = [flags] { return verify(*flags); }; });
}

}  // namespace emovox::cli
