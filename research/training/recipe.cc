// Converts recipes to and from TOML, by the field lists of the three options structs.
#include "training/recipe.h"

#include <toml++/toml.h>

#include <cmath>
#include <set>
#include <sstream>
#include <type_traits>
#include <utility>

#include "emovox/error.h"
#include "text/field_text.h"
#include "text/fields.h"
#include "text/join.h"
#include "text/whole_file.h"
#include "training/presets.h"

namespace emovox::training {
namespace {

[[noreturn]] void fail(const toml::node& node, std::string_view name, std::string_view key,
                       std::string_view must_be) {
  std::ostringstream where;
  where << name << ":" << node.source().begin.line;
  throw Error(ErrorCode::corrupt_data, where.str(), "value of \"" + std::string(key) + "\"",
              "must be " + std::string(must_be));
}

/// Sets the fields from a TOML table one by one, and remembers the known keys.
class TomlReader {
 public:
  TomlReader(const toml::table& table, std::string_view name) : table_(table), name_(name) {}

  template <class Field>
  void operator()(std::string_view name, Field& field, const FieldInfo& info) {
    for (const std::string_view key : {name, info.former_name}) {
      if (key.empty()) continue;
      known_.insert(std::string(key));
      const toml::node* node = table_.get(key);
      if (!node) continue;
      if (key != name && table_.contains(name)) {
        fail(*node, name_, key, "left out beside its newer name " + std::string(name));
      }
      read(*node, key, field);
    }
  }

  void reject_unknown_keys() const {
    for (const auto& [key, node] : table_) {
      if (!known_.contains(std::string(key.str()))) {
        std::ostringstream where;
        where << name_ << ":" << node.source().begin.line;
        throw Error(ErrorCode::corrupt_data, where.str(),
                    "unknown key \"" + std::string(key.str()) + "\"",
                    "must be one of those that config.toml of a run lists");
      }
    }
  }

 private:
  template <class Field>
  void read(const toml::node& node, std::string_view key, Field& field) const {
    if constexpr (NamedEnum<Field>) {
      const auto parsed = from_name<Field>(node.value_or(std::string_view{}));
      if (!parsed) fail(node, name_, key, "one of " + name_list<Field>());
      field = *parsed;
    } else if constexpr (text::IsVector<Field>::value) {
      const toml::array* array = node.as_array();
      if (!array) fail(node, name_, key, "a list");
      field.clear();
      for (const toml::node& element : *array) read(element, key, field.emplace_back());
    } else {
      const auto value = node.value_exact<TomlType<Field>>();
      if (value && fits<Field>(*value)) {
        field = static_cast<Field>(*value);
      } else if constexpr (std::is_same_v<Field, double>) {
        const auto whole = node.value_exact<std::int64_t>();  // accepts "1" for 1.0
        if (!whole) fail(node, name_, key, "a number");
        field = static_cast<double>(*whole);
      } else {
        fail(node, name_, key, std::is_same_v<Field, bool> ? "true or false" : "a whole number");
      }
    }
  }

  template <class Field>
  using TomlType = std::conditional_t<std::is_same_v<Field, int>, std::int64_t, Field>;

  template <class Field>
  static bool fits(TomlType<Field> value) {
    if constexpr (std::is_same_v<Field, int>) return std::in_range<int>(value);
    return true;
  }

  const toml::table& table_;
  std::string_view name_;
  std::set<std::string> known_;
};

template <class Options>
void read_table(const toml::table& root, std::string_view table, std::string_view name,
                Options& options) {
  const toml::node* node = root.get(table);
  if (!node) return;
  if (!node->is_table()) fail(*node, name, table, "a table");
  TomlReader reader(*node->as_table(), name);
  Options::visit_fields(options, reader);
  reader.reject_unknown_keys();
}

template <class Options>
void write_table(std::ostream& out, std::string_view table, const Options& options) {
  out << "[" << table << "]\n";
  Options::visit_fields(options,
                        [&](std::string_view key, const auto& field, const FieldInfo& info) {
                          out << key << " = " << text::field_text(field, text::kTomlSyntax)
                              << "  # " << info.meaning << "\n";
                        });
}

void require(bool holds, std::string_view field, std::string_view must_be) {
  if (!holds) {
    throw Error(ErrorCode::invalid_argument, "training options", std::string(field),
                "must be " + std::string(must_be));
  }
}

}  // namespace

void validate(const TrainingOptions& options) { text::validate_fields(options, "TrainingOptions"); }

bool refines_last_layer(const TrainingOptions& options) {
  return options.prior_correction > 0.0 || options.discriminant_share > 0.0;
}

void validate(const Recipe& recipe) {
  validate(recipe.network);
  validate(recipe.features, recipe.network.feature_sets);
  validate(recipe.training);
  const bool has_vector = recipe.network.fusions.front() != Fusion::frame_wise;
  require(has_vector || (recipe.training.mixup == 0.0 && recipe.training.speaker_adversary == 0.0),
          "mixup or speaker_adversary",
          "0 if fusions is frame_wise, because there is no fused vector");
  require(
      has_vector || !refines_last_layer(recipe.training), "prior_correction or discriminant_share",
      "0 if fusions is frame_wise, because the last layer then classifies steps, not utterances");
}

std::vector<std::string> preset_names() {
  std::vector<std::string> names;
  for (const Preset& preset : kPresets) names.emplace_back(preset.name);
  return names;
}

Recipe load_preset(std::string_view name) {
  for (const Preset& preset : kPresets) {
    if (preset.name == name) return parse_recipe(preset.toml, "preset " + std::string(name));
  }
  throw Error(ErrorCode::invalid_argument, "preset", "\"" + std::string(name) + "\" does not exist",
              "must be one of " + text::joined(kPresets, &Preset::name) + ", or a TOML file");
}

Recipe parse_recipe(std::string_view toml, std::string_view name, const Recipe& base) {
  try {
    const toml::table root = toml::parse(toml, name);
    Recipe recipe = base;
    read_table(root, "features", name, recipe.features);
    read_table(root, "network", name, recipe.network);
    read_table(root, "training", name, recipe.training);
    for (const auto& [key, node] : root) {
      if (key != "features" && key != "network" && key != "training" && key != "run") {
        fail(node, name, key.str(), "in [features], [network] or [training]");
      }
    }
    validate(recipe);
    return recipe;
  } catch (const toml::parse_error& error) {
    std::ostringstream where;
    where << name << ":" << error.source().begin.line;
    throw Error(ErrorCode::corrupt_data, where.str(), std::string(error.description()),
                "must be TOML");
  }
}

Recipe load_recipe(const std::filesystem::path& path, const Recipe& base) {
  const std::string text = text::read_file(path);
  return parse_recipe(text, path.string(), base);
}

std::string to_toml(const Recipe& recipe) {
  std::ostringstream out;
  write_table(out, "features", recipe.features);
  out << "\n";
  write_table(out, "network", recipe.network);
  out << "\n";
  write_table(out, "training", recipe.training);
  return out.str();
}

std::string to_line(const TrainingOptions& options) {
  std::string line;
  TrainingOptions::visit_fields(options,
                                [&](std::string_view key, const auto& field, const FieldInfo&) {
                                  line.append(line.empty() ? "" : ", ")
                                      .append(key)
                                      .append(" = ")
                                      .append(text::field_text(field, text::kTomlSyntax));
                                });
  return line;
}

}  // namespace emovox::training
