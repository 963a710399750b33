// emovox predict: predicts the emotions of recordings.
#include <memory>
#include <optional>
#include <stop_token>

#include "cli/inputs.h"
#include "cli/prediction_writer.h"
#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "emovox/stream.h"

namespace emovox::cli {
namespace {

struct PredictFlags {
  std::vector<std::string> inputs;
  std::string model;
  std::string channel = "mix";
  PredictionFormat format = PredictionFormat::table;
  StreamOptions windows;
  WeightPrecision precision = WeightPrecision::float32;
  std::optional<double> abstain_below;  // replaces the model's threshold
  std::size_t jobs = 0;  // recordings predicted at the same time; 0: one for each core
  bool segments = false;
  bool attention = false;
};

void check(const PredictFlags& flags) {
  const bool json =
      flags.format == PredictionFormat::json || flags.format == PredictionFormat::jsonl;
  if (flags.attention && !json) {
    throw Error(ErrorCode::invalid_argument, "--attention",
                "format is " + std::string(to_name(flags.format)), "must be json or jsonl");
  }
  if (flags.abstain_below && !(*flags.abstain_below >= 0.0 && *flags.abstain_below <= 1.0)) {
    throw Error(ErrorCode::invalid_argument, "--abstain-below",
                "is " + std::to_string(*flags.abstain_below), "must be from 0 to 1");
  }
  validate(flags.windows);
}

RecordingPrediction with_threshold(RecordingPrediction prediction,
                                   const std::optional<double>& abstain_below) {
  if (abstain_below) mark_uncertain(prediction, *abstain_below);
  return prediction;
}

int predict(const PredictFlags& flags) {
  check(flags);
  const Channel channel = Channel::parse(flags.channel);
  const Model model = load_model(flags.model, flags.precision);
  const AudioOptions audio{.channel = channel, .sample_rate = model.info().features.sample_rate};
  RecordingOptions options;
  if (flags.segments) options.segments = flags.windows;
  const std::vector<Input> inputs = expand_inputs(flags.inputs);
  const OrderedJobs jobs{.items = inputs.size(), .threads = flags.jobs, .work = {}, .consume = {}};
  if (jobs.used_threads() > 1) options.threads = 1;  // each job computes on one thread
  PredictionLayout layout{.labels = model.labels(),
                          .files = {},
                          .segments = flags.segments,
                          .attention = flags.attention};
  for (const Input& input : inputs) layout.files.push_back(input.name);
  auto output = command::Output::standard();
  const auto writer = make_prediction_writer(flags.format, output, std::move(layout));
  const int status = for_each_input(
      inputs, flags.jobs,
      [&](const Input& input, const std::stop_token& stop) {
        RecordingOptions recording = options;
        recording.cancelled = [&] { return stop.stop_requested(); };
        AudioReader reader = open_input(input, audio);
        return with_threshold(predict_recording(model, reader, recording), flags.abstain_below);
      },
      [&](const Input& input, const RecordingPrediction& prediction) {
        writer->write(input.name, prediction);
      });
  writer->end();
  return status;
}

}  // namespace

void add_predict(CLI::App& app, Action& action) {
  auto flags = std::make_shared<PredictFlags>();
  CLI::App* verb = app.add_subcommand("predict", "Predict the emotion of recordings");
  verb->add_option("INPUT", flags->inputs, kInputsHelp)->required()->option_text(" ");
  verb->add_option("-m,--model", flags->model, "Model file (default: the bundled model)")
      ->option_text("FILE");
  command::add_flag(
      *verb, "--precision", flags->precision,
      "Precision of the weights in memory; lower precision makes large models faster");
  command::add_flag(*verb, "-f,--format", flags->format, "Output format");
  command::add_flag(
      *verb, "--abstain-below", flags->abstain_below,
      "Confidence below which a label is marked uncertain (default: the model's threshold)");
  verb->add_flag("-s,--segments", flags->segments, "Predict the emotion over time too, in windows");
  command::add_flags(*verb, flags->windows);
  command::add_flag(*verb, "--channel", flags->channel,
                    "Channel to use: mix (mean of all), first, or a number from 1")
      ->option_text("CHANNEL");
  command::add_flag(*verb, "-j,--jobs", flags->jobs,
                    "Number of recordings predicted at the same time; 0: one for each core");
  verb->add_flag("--attention", flags->attention,
                 "Print the attention weight of each time step (json and jsonl only)");
  verb->footer(
      "Examples: emovox predict recording.wav\n"
      "          emovox predict --segments --format jsonl recordings/ > emotions.jsonl");
  verb->callback([flags, &action] { action = [flags] { return predict(*flags); }; });
}

}  // namespace emovox::cli
