// emovox features: recordings → frame-level features, as npz, npy or CSV.
#include <algorithm>
#include <memory>

#include "cli/feature_table.h"
#include "cli/inputs.h"
#include "cli/output_places.h"
#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/output.h"
#include "text/whole_file.h"

namespace emovox::cli {

namespace {

struct FeatureFlags {
  std::vector<std::string> inputs;
  std::string output;
  std::string channel = "mix";
  std::optional<FeatureFormat> format;
  std::vector<FeatureSet> sets{kPaperSets.begin(), kPaperSets.end()};
  FeatureOptions options;
};

void check_sets(const std::vector<FeatureSet>& sets) {
  for (const FeatureSet set : sets) {
    if (std::ranges::count(sets, set) == 1) continue;
    throw Error(ErrorCode::invalid_argument, "--set",
                "names " + std::string(to_name(set)) + " twice", "must name each once");
  }
}

// What was asked for, else what the output's name ends in, else npz.
FeatureFormat format_of(const FeatureFlags& flags) {
  if (flags.format) return *flags.format;
  if (flags.output == "-") return FeatureFormat::csv;
  const std::string extension = std::filesystem::path(flags.output).extension().string();
  const auto named = from_name<FeatureFormat>(extension.empty() ? "" : extension.substr(1));
  return named.value_or(FeatureFormat::npz);
}

FeatureTable read_features(const Input& input, const FeatureFlags& flags) {
  constexpr std::size_t kBlock = 1 << 15;  // samples
  AudioReader reader = open_input(
      input, {.channel = Channel::parse(flags.channel), .sample_rate = flags.options.sample_rate});
  FeatureExtractor extractor(flags.options, flags.sets);
  std::vector<float> block(kBlock);
  while (const std::size_t count = reader.read(block)) extractor.push({block.data(), count});
  FeatureTable table{extractor.finish(), flags.options, flags.sets};
  if (table.features.frames() == 0) {
    throw Error(ErrorCode::corrupt_data, input.name, "no samples", "must hold audio");
  }
  return table;
}

int print_features(const FeatureFlags& flags, const std::vector<Input>& inputs) {
  if (format_of(flags) != FeatureFormat::csv) {
    throw Error(ErrorCode::invalid_argument, "--format", "not csv",
                "must be csv for standard output");
  }
  if (inputs.size() > 1) {
    throw Error(ErrorCode::invalid_argument, "--output", "several recordings to standard output",
                "must be a folder");
  }
  auto output = command::Output::standard();
  return for_each_input(
      inputs, [&](const Input& input) { return read_features(input, flags); },
      [&](const Input&, const FeatureTable& table) {
        output.write(feature_bytes(table, FeatureFormat::csv));
        output.flush();
      });
}

int features(const FeatureFlags& flags) {
  check_sets(flags.sets);
  validate(flags.options, flags.sets);
  Channel::parse(flags.channel);  // a wrong one is told once, not per recording
  const std::vector<Input> inputs = expand_inputs(flags.inputs);
  if (flags.output == "-") return print_features(flags, inputs);
  const FeatureFormat format = format_of(flags);
  const auto places =
      output_places(inputs, flags.inputs, flags.output, "." + std::string(to_name(format)));
  return for_each_input(
      inputs, [&](const Input& input) { return read_features(input, flags); },
      [&](const Input& input, const FeatureTable& table) {
        const auto& place = places.at(input.name);
        make_folders_for(place);
        text::write_file_atomically(place, feature_bytes(table, format));
      });
}

}  // namespace

void add_features(CLI::App& app, Action& action) {
  auto flags = std::make_shared<FeatureFlags>();
  CLI::App* verb = app.add_subcommand("features", "Write the features of recordings");
  verb->add_option("INPUT", flags->inputs, kInputsHelp)->required()->option_text(" ");
  verb->add_option("-o,--output", flags->output,
                   "File to write; a folder for several recordings; - for CSV on standard output")
      ->required()
      ->option_text("OUT");
  command::add_flag(*verb, "-f,--format", flags->format,
                    "Default: as OUT is named, else npz. One of");
  command::add_flag(*verb, "--set", flags->sets, "Which features");
  command::add_flag(*verb, "--channel", flags->channel,
                    "Channel to hear: mix, first or a number from 1")
      ->option_text("CHANNEL");
  command::add_flags(*verb, flags->options, {.prefix = {}, .group = "Front end"});
  verb->footer(
      "Examples: emovox features recording.wav -o recording.npz\n"
      "          emovox features recordings/ -o features/ --format csv --set lld");
  verb->callback([flags, &action] { action = [flags] { return features(*flags); }; });
}

}  // namespace emovox::cli
