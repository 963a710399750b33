// emovox card: a model card in Markdown, written from the metadata of a model file.
#include <cstdio>
#include <memory>
#include <sstream>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/text.h"
#include "text/join.h"

namespace emovox::cli {
namespace {

using Origin = std::map<std::string, std::string>;

struct CardFlags {
  std::string model;
  std::string data;
  std::string licence = "Apache-2.0";
};

/// Escapes text for a cell of a Markdown table.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char c : command::printable(text)) {
    if (c == '|' || c == '\\' || c == '`' || c == '<' || c == '*' || c == '_') safe += '\\';
    safe += c;
  }
  return safe;
}

std::string value_of(const Origin& origin, const std::string& key) {
  const auto found = origin.find(key);
  return found == origin.end() ? "–" : cell(found->second);
}

/// A table of all keys with this prefix: "| recall | anger | fear |" above "| % | 83.2 | 70.1 |".
std::string table_of(const Origin& origin, const std::string& prefix, const std::string& title,
                     const std::string& unit) {
  std::string head = "| " + title + " |", rule = "|---|", row = "| " + unit + " |";
  for (const auto& [key, value] : origin) {
    if (!key.starts_with(prefix)) continue;
    head += " " + cell(key.substr(prefix.size())) + " |";
    rule += "---|";
    row += " " + cell(value) + " |";
  }
  return rule == "|---|" ? "" : "\n" + head + "\n" + rule + "\n" + row + "\n";
}

std::string shape_text(const Model& model) {
  const ModelInfo& info = model.info();
  std::ostringstream text;
  if (info.members > 1)
    text << info.members << " networks whose probabilities are averaged, each with ";
  text << info.network.feature_sets.size() << " BiLSTMs of " << info.network.hidden_size
       << " units in each direction, " << to_name(info.network.cell) << " cells, fused by ";
  for (std::size_t i = 0; i < info.network.fusions.size(); ++i) {
    text << (i > 0 ? " and " : "") << to_name(info.network.fusions[i]);
  }
  text << "; " << model.parameter_count() << " parameters in total";
  return text.str();
}

std::string head_text(const Model& model, const CardFlags& flags) {
  const ModelInfo& info = model.info();
  std::string text =
      "# " + cell(info.name) + "\n\n" + cell(info.description) + ": " + shape_text(model) + ".\n\n";
  text += "- **Data**: " + (flags.data.empty() ? value_of(info.origin, "corpus") : flags.data) +
          "; checksum " + value_of(info.origin, "corpus_checksum") + ". Labels: ";
  text += text::joined(info.labels, cell);
  text += ".\n- **Licence** of the weights: " + cell(flags.licence) + ".\n";
  text += "- **Training**: seed " + value_of(info.origin, "seed") + "; " +
          value_of(info.origin, "training") + ".\n";
  if (!info.verification.signal.empty()) {
    text +=
        "- **Verification**: `emovox verify`; with `--manifest CSV` also on the training corpus.\n";
  }
  return text;
}

std::string metrics_text(const ModelInfo& info) {
  const Origin& origin = info.origin;
  std::string text = "\n## Accuracy on speakers that it was not trained on\n";
  if (!origin.contains("loso_wa_pooled")) {
    return text + "Not measured: the model was trained without `--metrics`.\n";
  }
  const auto row = [&](const std::string& name, const std::string& prefix, const std::string& way) {
    return "| " + name + " | " + value_of(origin, prefix + "wa_" + way) + " | " +
           value_of(origin, prefix + "ua_" + way) + " |\n";
  };
  text +=
      "Cross-validation with held-out speakers; nothing was fitted or chosen on them. Mean ± "
      "standard deviation over the seeds (" +
      value_of(origin, "loso_seeds") + "), %.\n\n| | WA | UA |\n|---|---|---|\n";
  text += row("mean over folds", "loso_", "mean_folds") + row("pooled", "loso_", "pooled");
  if (origin.contains("loso_ensemble_wa_pooled")) {
    text += row("ensemble, mean over folds", "loso_ensemble_", "mean_folds") +
            row("ensemble, pooled", "loso_ensemble_", "pooled");
  }
  text += table_of(origin, "loso_recall_", "recall", "%");
  return text + table_of(origin, "loso_speaker_", "speaker", "WA, %");
}

std::string calibration_text(const ModelInfo& info) {
  const Origin& origin = info.origin;
  std::string text = "\n## Calibration of the probabilities\n";
  if (!origin.contains("loso_ece_calibrated")) {
    return text + "The probabilities are not calibrated and are usually much too high.\n";
  }
  std::array<char, 160> numbers;
  std::snprintf(numbers.data(), numbers.size(), "temperature %.3f; uncertain below %.3f.",
                info.temperature, info.abstain_below);
  text += "Calibrated on the predictions for held-out speakers: " + std::string(numbers.data()) +
          "\nOn these, the expected calibration error fell from " +
          value_of(origin, "loso_ece_uncalibrated") + " to " +
          value_of(origin, "loso_ece_calibrated") + ", the negative log-likelihood from " +
          value_of(origin, "loso_nll_uncalibrated") + " to " +
          value_of(origin, "loso_nll_calibrated") + ".\n";
  if (origin.contains("loso_answered")) {
    text += "The confidence reaches the threshold for " + value_of(origin, "loso_answered") +
            " % of them; " + value_of(origin, "loso_answered_right") + " % of these are right.\n";
  }
  return text +
         "The calibration does not hold for other languages, recording conditions and kinds of "
         "speech.\n";
}

constexpr const char* kWarning =
    "\n## Limits of use\n"
    "Expect much lower accuracy on other languages, on spontaneous speech, on telephone lines and "
    "in\n"
    "noise: models of acted speech transfer badly. A probability is an estimate of the model, not "
    "a\n"
    "fact about a person, and must not be the basis of a decision about a person. The EU AI Act "
    "bans "
    "emotion\n"
    "inference at work and in education, except for medical and safety reasons.\n";

int card(const CardFlags& flags) {
  const Model model = load_model(flags.model);
  auto output = command::Output::standard();
  output.write(head_text(model, flags) + metrics_text(model.info()) +
               calibration_text(model.info()) + kWarning);
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_card(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CardFlags>();
  CLI::App* verb = app.add_subcommand("card", "Write the model card of a model in Markdown");
  verb->add_option("MODEL", flags->model, "Model file (default: the bundled model)")
      ->option_text(" ");
  verb->add_option(
          "--data", flags->data,
          "Description of the training data, in Markdown (default: the name of the manifest)")
      ->option_text("TEXT");
  verb->add_option("--licence", flags->licence, "Licence of the weights (default Apache-2.0)")
      ->option_text("TEXT");
  verb->footer("Example: emovox card model.safetensors > model.md");
  verb->callback([flags, &action] { action = [flags] { return card(*flags); }; });
}

}  // namespace emovox::cli
