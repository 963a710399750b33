// emovox features: writes the frame-level features of recordings as npz, npy or CSV.
#include "emovox/features.h"

#include <algorithm>
#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cli/inputs.h"
#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "corpus/npz.h"
#include "text/csv.h"
#include "text/number.h"
#include "text/whole_file.h"

namespace emovox::cli {

enum class FeatureFormat { npz, npy, csv };

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::FeatureFormat> {
  static constexpr std::array<std::string_view, 3> names{"npz", "npy", "csv"};
};

namespace emovox::cli {
namespace {

struct FeatureTable {
  Features features;
  FeatureOptions options;
  std::vector<FeatureSet> sets;  // in the order of their columns
};

double time_of(const FeatureTable& table, std::size_t frame) {
  return static_cast<double>(frame) * table.options.hop_length / table.options.sample_rate;
}

std::string to_csv(const FeatureTable& table) {
  std::vector<std::string> header{"time"};
  for (const FeatureSet set : table.sets) {
    for (auto& name : feature_names(set, table.options)) header.push_back(std::move(name));
  }
  std::string text;
  text::append_csv_row(text, header);
  for (std::size_t t = 0; t < table.features.frames(); ++t) {
    text += text::number_text(time_of(table, t));
    for (const FeatureSet set : table.sets) {
      for (const float value : table.features[set].frame(t)) text += ',' + text::number_text(value);
    }
    text += '\n';
  }
  return text;
}

std::string to_npy(const FeatureTable& table) {
  std::size_t dims = 0;
  for (const FeatureSet set : table.sets) dims += table.features[set].dims;
  std::vector<float> values;  // [T, dims]
  values.reserve(table.features.frames() * dims);
  for (std::size_t t = 0; t < table.features.frames(); ++t) {
    for (const FeatureSet set : table.sets) {
      const auto frame = table.features[set].frame(t);
      values.insert(values.end(), frame.begin(), frame.end());
    }
  }
  return corpus::npy_matrix(values, table.features.frames(), dims);
}

std::string to_npz(const FeatureTable& table) {
  std::vector<double> times;
  for (std::size_t t = 0; t < table.features.frames(); ++t) times.push_back(time_of(table, t));
  corpus::ZipArchive archive;
  archive.add("time.npy", corpus::npy_vector(times));
  for (const FeatureSet set : table.sets) {
    const FrameMatrix& matrix = table.features[set];
    const std::string name(to_name(set));
    archive.add(name + ".npy", corpus::npy_matrix(matrix.values, matrix.frames, matrix.dims));
    archive.add(name + "_names.npy", corpus::npy_words(feature_names(set, table.options)));
  }
  return archive.finish();
}

/// csv: "time" (seconds) and one column for each dimension. npy: [T, dims]. npz: `time` [T], and
/// for every set a matrix and the names of its columns, as in `log_mel` [T, 64] and `log_mel_names`
/// [64].
std::string feature_bytes(const FeatureTable& table, FeatureFormat format) {
  switch (format) {
    case FeatureFormat::csv: return to_csv(table);
    case FeatureFormat::npy: return to_npy(table);
    case FeatureFormat::npz: break;
  }
  return to_npz(table);
}

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

// The requested format; else by the ending of the output's name; else npz.
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
    throw Error(ErrorCode::invalid_argument, "--output", "standard output with several recordings",
                "must be a folder");
  }
  auto output = command::Output::standard();
  return for_each_input(
      inputs, 1,
      [&](const Input& input, const std::stop_token&) { return read_features(input, flags); },
      [&](const Input&, const FeatureTable& table) {
        output.write(feature_bytes(table, FeatureFormat::csv));
        output.flush();
      });
}

int features(const FeatureFlags& flags) {
  check_sets(flags.sets);
  validate(flags.options, flags.sets);
  Channel::parse(flags.channel);  // reports a wrong channel once, not per recording
  const std::vector<Input> inputs = expand_inputs(flags.inputs);
  if (flags.output == "-") return print_features(flags, inputs);
  const FeatureFormat format = format_of(flags);
  const auto paths =
      output_paths(inputs, flags.inputs, flags.output, "." + std::string(to_name(format)));
  return for_each_input(
      inputs, 1,
      [&](const Input& input, const std::stop_token&) { return read_features(input, flags); },
      [&](const Input& input, const FeatureTable& table) {
        const auto& path = paths.at(input.name);
        create_parent_folders(path);
        text::write_file_atomically(path, feature_bytes(table, format));
      });
}

}  // namespace

void add_features(CLI::App& app, Action& action) {
  auto flags = std::make_shared<FeatureFlags>();
  CLI::App* verb =
      app.add_subcommand("features", "Compute features of recordings and write them to files");
  verb->add_option("INPUT", flags->inputs, kInputsHelp)->required()->option_text(" ");
  verb->add_option(
          "-o,--output", flags->output,
          "File to write, a folder for several recordings, or - for CSV on standard output")
      ->required()
      ->option_text("OUT");
  command::add_flag(*verb, "-f,--format", flags->format,
                    "Output format (default: by the ending of OUT, else npz)");
  command::add_flag(*verb, "--set", flags->sets, "Feature sets to compute");
  command::add_flag(*verb, "--channel", flags->channel,
                    "Channel to use: mix (mean of all), first, or a number from 1")
      ->option_text("CHANNEL");
  command::add_flags(*verb, flags->options, {.prefix = {}, .group = "Front end"});
  verb->footer(
      "Examples: emovox features recording.wav -o recording.npz\n"
      "          emovox features recordings/ -o features/ --format csv --set lld");
  verb->callback([flags, &action] { action = [flags] { return features(*flags); }; });
}

}  // namespace emovox::cli
