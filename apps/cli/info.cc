// emovox info: prints the metadata of a model file.
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/flags.h"
#include "command/text.h"
#include "text/join.h"
#include "text/options_json.h"

namespace emovox::cli {
namespace {

using Json = nlohmann::ordered_json;

struct InfoFlags {
  std::string model;
  InfoFormat format = InfoFormat::table;
};

Json describe(const Model& model) {
  const ModelInfo& info = model.info();
  return {{"name", info.name},
          {"description", info.description},
          {"format_version", info.format_version},
          {"parameters", model.parameter_count()},
          {"labels", info.labels},
          {"members", info.members},
          {"temperature", info.temperature},
          {"abstain_below", info.abstain_below},
          {"network", text::options_to_json<Json>(info.network)},
          {"features", text::options_to_json<Json>(info.features)},
          {"verification", info.verification.signal},
          {"origin", info.origin}};
}

// A value for people, without quotes and brackets.
std::string plain(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (!value.is_array()) return value.dump();
  return text::joined(value, plain);
}

void write_table(command::Output& output, const Json& object, const std::string& indent) {
  constexpr std::size_t kKeyColumns = 20;
  for (const auto& [key, value] : object.items()) {
    const std::string name = indent + command::printable(key);
    if (value.is_object()) {
      if (value.empty()) continue;
      output.write(name + "\n");
      write_table(output, value, indent + "  ");
    } else {
      output.write(command::fit_start(name, std::max(kKeyColumns, command::display_width(name))) +
                   "  " + command::printable(plain(value)) + "\n");
    }
  }
}

int info(const InfoFlags& flags) {
  const Json description = describe(load_model(flags.model));
  auto output = command::Output::standard();
  if (flags.format == InfoFormat::json) {
    output.write(description.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  } else {
    write_table(output, description, "");
  }
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_info(CLI::App& app, Action& action) {
  auto flags = std::make_shared<InfoFlags>();
  CLI::App* verb =
      app.add_subcommand("info", "Print the options of a model and what it was trained on");
  verb->add_option("MODEL", flags->model, "Model file (default: the bundled model)")
      ->option_text(" ");
  command::add_flag(*verb, "-f,--format", flags->format, "Output format");
  verb->footer("Example: emovox info model.safetensors");
  verb->callback([flags, &action] { action = [flags] { return info(*flags); }; });
}

}  // namespace emovox::cli
