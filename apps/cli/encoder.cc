// emovox encoder: writes the encoder of a Whisper checkpoint to a file, and prints the sizes of
// such a file.
#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/text.h"
#include "encoder/import_checkpoint.h"

namespace emovox::cli {
namespace {

struct EncoderImportFlags {
  std::string checkpoint;
  std::string output;
  std::size_t layers = 0;
};

struct EncoderInfoFlags {
  std::string file;
  InfoFormat format = InfoFormat::table;
};

int import_encoder(const EncoderImportFlags& flags) {
  const auto info = encoder::import_checkpoint(flags.checkpoint, flags.layers, flags.output);
  auto output = command::Output::standard();
  output.write(flags.output + ": " + std::to_string(info.shape.layers) + " layers of width " +
               std::to_string(info.shape.width) + ", " +
               std::to_string(encoder::parameter_count(info.shape)) + " parameters\n");
  output.flush();
  return command::kSuccess;
}

int encoder_info(const EncoderInfoFlags& flags) {
  const auto [shape, metadata] = encoder::read_encoder_info(flags.file);
  const nlohmann::ordered_json sizes = {
      {"layers", shape.layers},
      {"width", shape.width},
      {"heads", shape.heads()},
      {"hidden", shape.hidden},
      {"mel_bands", shape.mel_bands},
      {"longest_window", 0.02 * static_cast<double>(shape.positions)},
      {"parameters", encoder::parameter_count(shape)}};
  auto output = command::Output::standard();
  if (flags.format == InfoFormat::json) {
    nlohmann::ordered_json all = sizes;
    all["metadata"] = metadata;
    output.write(all.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n");
    output.flush();
    return command::kSuccess;
  }
  const auto line = [&](const std::string& key, const std::string& value) {
    constexpr std::size_t kKeyColumns = 20;
    const std::string name = command::printable(key);
    output.write(command::fit_start(name, std::max(kKeyColumns, command::display_width(name))) +
                 "  " + command::printable(value) + "\n");
  };
  for (const auto& [key, value] : sizes.items()) {
    line(key, value.dump() + (key == "longest_window" ? " s" : ""));
  }
  for (const auto& [key, value] : metadata) line("metadata." + key, value);
  output.flush();
  return command::kSuccess;
}

void add_encoder_import(CLI::App& encoder, Action& action) {
  auto flags = std::make_shared<EncoderImportFlags>();
  CLI::App* verb = encoder.add_subcommand("import", "Write the encoder of a checkpoint to a file");
  verb->add_option("CHECKPOINT", flags->checkpoint,
                   "model.safetensors of a Whisper model from Hugging Face, from tiny to large-v3")
      ->required()
      ->option_text(" ");
  verb->add_option("-o,--output", flags->output, "Encoder file to write, with float16 weights")
      ->required()
      ->option_text("FILE");
  verb->add_option("--layers", flags->layers,
                   "Number of layers to keep, from the first (default: all)")
      ->option_text("L");
  verb->footer(
      "Example: emovox encoder import whisper-base/model.safetensors --layers 4 -o "
      "base.safetensors");
  verb->callback([flags, &action] { action = [flags] { return import_encoder(*flags); }; });
}

void add_encoder_info(CLI::App& encoder, Action& action) {
  auto flags = std::make_shared<EncoderInfoFlags>();
  CLI::App* verb = encoder.add_subcommand("info", "Print the sizes and the origin of an encoder");
  verb->add_option("FILE", flags->file, "Encoder file")->required()->option_text(" ");
  command::add_flag(*verb, "-f,--format", flags->format, "Output format");
  verb->footer("Example: emovox encoder info base.safetensors");
  verb->callback([flags, &action] { action = [flags] { return encoder_info(*flags); }; });
}

}  // namespace

void add_encoder(CLI::App& app, Action& action) {
  CLI::App* encoder =
      app.add_subcommand("encoder", "Import pre-trained encoders and print their sizes");
  encoder->require_subcommand(1);
  add_encoder_import(*encoder, action);
  add_encoder_info(*encoder, action);
  encoder->footer("Example: emovox encoder info base.safetensors");
}

}  // namespace emovox::cli
