#include "trainer/recipe_flags.h"

#include <algorithm>
#include <string_view>

#include "command/flags.h"
#include "text/whole_file.h"

namespace emovox::trainer {
namespace {

constexpr std::string_view kFlag = "--preset";
constexpr const char* kDefaultPreset = "compact";

std::string preset_name_on(int argc, const char* const* argv) {
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == kFlag && i + 1 < argc) return argv[i + 1];
    if (word.starts_with(kFlag) && word.substr(kFlag.size()).starts_with("=")) {
      return std::string(word.substr(kFlag.size() + 1));
    }
  }
  return kDefaultPreset;
}

}  // namespace

training::Recipe preset_on(int argc, const char* const* argv) {
  const std::string name = preset_name_on(argc, argv);
  const auto names = training::preset_names();
  const bool is_built_in = std::find(names.begin(), names.end(), name) != names.end();
  const bool is_file = !is_built_in && (name.ends_with(".toml") || text::file_exists(name));
  return is_file ? training::load_recipe(name) : training::load_preset(name);
}

void add_recipe_flags(CLI::App& app, training::Recipe& recipe) {
  std::string names;
  for (const std::string& name : training::preset_names()) names += name + ", ";
  app.add_option_function<std::string>(
         std::string(kFlag), [](const std::string&) {},  // preset_on has read it
         "Recipe to start from: " + names + "or a TOML file (default " + kDefaultPreset + ")")
      ->option_text("NAME|FILE");
  command::add_flags(app, recipe.network, {.prefix = "", .group = "Network"});
  command::add_flags(app, recipe.training, {.prefix = "", .group = "Training"});
  command::add_flags(app, recipe.features, {.prefix = "features", .group = "Features"});
}

}  // namespace emovox::trainer
