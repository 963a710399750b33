// emovox listen: predicts the emotions of a live voice from a microphone or a pipe.
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <memory>
#include <optional>

#include "audio/microphone.h"
#include "cli/event_writer.h"
#include "cli/sound_source.h"
#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/text.h"
#include "emovox/error.h"

namespace emovox::cli {

enum class ListenFormat { text, jsonl };

}  // namespace emovox::cli

template <>
struct emovox::EnumNames<emovox::cli::ListenFormat> {
  static constexpr std::array<std::string_view, 2> names{"text", "jsonl"};
};

namespace emovox::cli {
namespace {

struct ListenFlags {
  std::string input;  // empty: a microphone
  std::string device;
  std::string model;
  std::optional<std::string> channel;
  std::optional<int> rate;
  std::optional<SampleEncoding> encoding;
  ListenFormat format = ListenFormat::text;
  WeightPrecision precision = WeightPrecision::float32;
  ListenOptions options;
  bool devices = false;
};

[[noreturn]] void refuse_flag(const std::string& flag, const std::string& what) {
  throw Error(ErrorCode::invalid_argument, flag, "is given with " + what,
              flag == "--device"    ? "must be left out, or the input"
              : flag == "--channel" ? "must be used with a recording"
                                    : "must be used with - as the input");
}

void check(const ListenFlags& flags) {
  const std::string what = flags.input.empty() ? "a microphone" : "a recording";
  if (flags.input != "-" && flags.rate) refuse_flag("--rate", what);
  if (flags.input != "-" && flags.encoding) refuse_flag("--encoding", what);
  if (!flags.input.empty() && !flags.device.empty()) refuse_flag("--device", "an input");
  const bool raw = flags.input == "-";
  if ((raw || flags.input.empty()) && flags.channel) refuse_flag("--channel", raw ? "-" : what);
  validate(flags.options);
}

int list_devices() {
  const auto devices = audio::input_devices();
  auto output = command::Output::standard();
  if (devices.empty()) audio::choose_device(devices, "");  // throws not_found
  for (const auto& device : devices) {
    output.write(command::right_aligned(std::to_string(device.number), 3) + "  " +
                 command::printable(device.name) + "  " + command::printable(device.system) + ", " +
                 std::to_string(std::lround(device.sample_rate)) + " Hz" +
                 (device.is_default ? ", default" : "") + "\n");
  }
  output.flush();
  return command::kSuccess;
}

std::unique_ptr<SoundSource> open_source(const ListenFlags& flags, int model_rate) {
  if (flags.input.empty()) return open_microphone(flags.device);
  if (flags.input == "-") {
    const RawSamples standard;
    return open_raw_input(STDIN_FILENO, {.rate = flags.rate.value_or(standard.rate),
                                         .encoding = flags.encoding.value_or(standard.encoding)});
  }
  return open_recording(flags.input, {.channel = Channel::parse(flags.channel.value_or("mix")),
                                      .sample_rate = model_rate});
}

std::atomic<bool> interrupted = false;

/// The first Ctrl-C ends the input, and the open utterance is predicted; a second one ends the
/// program.
void stop_on_interrupt() {
  struct sigaction action {};
  action.sa_handler = [](int) { interrupted = true; };
  action.sa_flags = static_cast<int>(SA_RESETHAND);  // without SA_RESTART: a blocked read returns
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

int run(SoundSource& source, Listener listener, EventWriter& writer) {
  constexpr std::size_t kBlock = 1 << 14;  // samples
  std::vector<float> block(kBlock);
  std::size_t samples_read = 0;
  writer.start();
  while (!interrupted) {
    const std::span<const float> samples(block.data(), source.read(block));
    if (samples.empty()) break;
    listener.push(samples);
    samples_read += samples.size();
    writer.add_samples(samples);
    while (const auto event = listener.poll()) writer.write(*event);
  }
  while (const auto event = listener.finish()) writer.write(*event);
  writer.end(static_cast<double>(samples_read) / source.sample_rate());
  source.close();
  return command::kSuccess;
}

int listen(const ListenFlags& flags) {
  if (flags.devices) return list_devices();
  check(flags);
  const Model model = load_model(flags.model, flags.precision);
  const auto source = open_source(flags, model.info().features.sample_rate);
  Listener listener = model.open_listener(source->sample_rate(), flags.options);
  ListenInfo info{model.info().name, model.labels(), source->sample_rate()};
  auto output = command::Output::standard();
  const auto writer = flags.format == ListenFormat::jsonl
                          ? make_json_event_writer(output, std::move(info))
                          : make_live_view(Screen::of(output), std::move(info));
  stop_on_interrupt();
  return run(*source, std::move(listener), *writer);
}

void add_source_flags(CLI::App& verb, ListenFlags& flags) {
  verb.add_option("INPUT", flags.input,
                  "A recording, or - for raw samples of one channel on standard input (default: a "
                  "microphone)")
      ->option_text(" ");
  verb.add_flag("--devices", flags.devices, "List the microphones and exit");
  command::add_flag(verb, "--device", flags.device,
                    "Microphone: its number or a part of its name (default: the system's default)");
  command::add_flag(verb, "--rate", flags.rate,
                    "Sample rate of standard input in Hz (default 16000)")
      ->option_text("HZ");
  command::add_flag(verb, "--encoding", flags.encoding,
                    "Encoding of the samples on standard input (default s16le)");
  command::add_flag(
      verb, "--channel", flags.channel,
      "Channel of a recording: mix (mean of all), first, or a number from 1 (default mix)")
      ->option_text("CHANNEL");
}

}  // namespace

void add_listen(CLI::App& app, Action& action) {
  auto flags = std::make_shared<ListenFlags>();
  CLI::App* verb =
      app.add_subcommand("listen", "Predict emotions of a live voice, from a microphone or a pipe");
  add_source_flags(*verb, *flags);
  verb->add_option("-m,--model", flags->model, "Model file (default: the bundled model)")
      ->option_text("FILE");
  command::add_flag(
      *verb, "--precision", flags->precision,
      "Precision of the weights in memory; lower precision makes large models faster");
  command::add_flag(*verb, "-f,--format", flags->format, "Output format");
  command::add_flags(*verb, flags->options);
  verb->footer(
      "No sound is stored or sent. Ctrl-C ends the program.\n"
      "Examples: emovox listen\n"
      "          arecord -q -f S16_LE -r 16000 | emovox listen - --format jsonl");
  verb->callback([flags, &action] { action = [flags] { return listen(*flags); }; });
}

}  // namespace emovox::cli
