// emovox card: a model's card in Markdown, from what its file tells of itself.
#include <cstdio>
#include <memory>
#include <sstream>

#include "cli/verbs.h"
#include "command/command.h"
#include "command/output.h"
#include "command/text.h"

namespace emovox::cli {
namespace {

using Origin = std::map<std::string, std::string>;

struct CardFlags {
  std::string model;
  std::string data;
  std::string licence = "Apache-2.0";
};

/// Nothing of a text may end a table's cell or begin something else.
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

/// "| recall | anger | fear |" over "| % | 83.2 | 70.1 |" of all keys with this prefix.
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
  if (info.members > 1) text << info.members << " networks whose answers are averaged, each of ";
  text << info.network.streams.size() << " BiLSTMs of " << info.network.hidden_size
       << " units a direction, " << to_name(info.network.cell) << " cells, fused by ";
  for (std::size_t i = 0; i < info.network.fusions.size(); ++i) {
    text << (i > 0 ? " and " : "") << to_name(info.network.fusions[i]);
  }
  text << "; " << model.parameter_count() << " parameters in all";
  return text.str();
}

std::string head_text(const Model& model, const CardFlags& flags) {
  const ModelInfo& info = model.info();
  std::string text =
      "# " + cell(info.name) + "\n\n" + cell(info.description) + ": " + shape_text(model) + ".\n\n";
  text += "- **Data**: " + (flags.data.empty() ? value_of(info.origin, "corpus") : flags.data) +
          "; checksum " + value_of(info.origin, "corpus_checksum") + ". Labels: ";
  for (std::size_t i = 0; i < info.labels.size(); ++i) {
    text += (i > 0 ? ", " : "") + cell(info.labels[i]);
  }
  text += ".\n- **Licence** of the weights: " + cell(flags.licence) + ".\n";
  text += "- **Training**: seed " + value_of(info.origin, "seed") + "; " +
          value_of(info.origin, "training") + ".\n";
  if (!info.verification.signal.empty()) {
    text += "- **Verified** by `emovox verify`, also on the training corpus: `--manifest CSV`.\n";
  }
  return text;
}

std::string figures_text(const ModelInfo& info) {
  const Origin& origin = info.origin;
  std::string text = "\n## What to expect of a voice it has never heard\n";
  if (!origin.contains("loso_wa_pooled")) {
    return text + "Not measured: the model was trained without `--figures`.\n";
  }
  const auto row = [&](const std::string& name, const std::string& prefix, const std::string& way) {
    return "| " + name + " | " + value_of(origin, prefix + "wa_" + way) + " | " +
           value_of(origin, prefix + "ua_" + way) + " |\n";
  };
  text += "Speakers held out, nothing fitted or chosen on them; mean ± standard deviation over " +
          value_of(origin, "loso_seeds") + " seed(s), %.\n\n| | WA | UA |\n|---|---|---|\n";
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
  std::string text = "\n## How far its probabilities can be believed\n";
  if (!origin.contains("loso_ece_calibrated")) {
    return text + "They are not calibrated: expect them to be far too sure.\n";
  }
  std::array<char, 160> numbers;
  std::snprintf(numbers.data(), numbers.size(), "temperature %.3f; uncertain below %.3f.",
                info.temperature, info.abstain_below);
  text += "Calibrated on the predictions of held-out speakers: " + std::string(numbers.data()) +
          "\nThere the expected calibration error fell from " +
          value_of(origin, "loso_ece_uncalibrated") + " to " +
          value_of(origin, "loso_ece_calibrated") + ", the negative log-likelihood from " +
          value_of(origin, "loso_nll_uncalibrated") + " to " +
          value_of(origin, "loso_nll_calibrated") + ".\n";
  if (origin.contains("loso_answered")) {
    text += "It answers " + value_of(origin, "loso_answered") + " % of them, " +
            value_of(origin, "loso_answered_right") + " % of these rightly.\n";
  }
  return text + "On other voices, languages and rooms they are not calibrated.\n";
}

constexpr const char* kWarning =
    "\n## What it must not be used for\n"
    "Expect much less than the above on other languages, spontaneous speech, telephones or noise:\n"
    "corpora of acted speech carry over badly to others. A probability is the model's opinion, not "
    "a\n"
    "fact about a person, and it must not decide anything about one. The EU AI Act bans inferring\n"
    "the emotions of people at work and in education, but for medical and safety reasons.\n";

int card(const CardFlags& flags) {
  const Model model = load_model(flags.model);
  auto output = command::Output::standard();
  output.write(head_text(model, flags) + figures_text(model.info()) +
               calibration_text(model.info()) + kWarning);
  output.flush();
  return command::kSuccess;
}

}  // namespace

void add_card(CLI::App& app, Action& action) {
  auto flags = std::make_shared<CardFlags>();
  CLI::App* verb = app.add_subcommand("card", "Write a model's card in Markdown");
  verb->add_option("MODEL", flags->model, "Model file (default: the bundled model)")
      ->option_text(" ");
  verb->add_option("--data", flags->data, "What it was trained on, as Markdown (default: its file)")
      ->option_text("TEXT");
  verb->add_option("--licence", flags->licence, "Of the weights (default Apache-2.0)")
      ->option_text("TEXT");
  verb->footer("Example: emovox card model.safetensors > model.md");
  verb->callback([flags, &action] { action = [flags] { return card(*flags); }; });
}

}  // namespace emovox::cli
