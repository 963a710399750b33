#include "evaluation/report_sections.h"

#include <algorithm>
#include <array>

#include "evaluation/attention_figure.h"
#include "evaluation/calibration.h"
#include "evaluation/curve_figures.h"
#include "evaluation/quantity.h"
#include "evaluation/score_figures.h"
#include "evaluation/tables.h"
#include "text/number.h"

namespace emovox::evaluation {

// --- The headline of a run ----------------------------------------------------------------------

namespace {

struct Card {
  std::string_view name;
  std::string_view meaning;
  Headline which;
};

constexpr std::array<Card, 6> kCards{
    {{"WA, mean over folds", "accuracy; the paper’s way", Headline::wa_mean_folds},
     {"UA, mean over folds", "mean recall; the paper’s way", Headline::ua_mean_folds},
     {"macro F1, mean over folds", "mean of F1 over classes", Headline::macro_f1_mean_folds},
     {"WA, pooled", "over all utterances at once", Headline::wa_pooled},
     {"UA, pooled", "over all utterances at once", Headline::ua_pooled},
     {"macro F1, pooled", "over all utterances at once", Headline::macro_f1_pooled}}};

void append_card(Html& html, const Card& card, const RunMetrics& run) {
  html.open("div", "class=\"card\"").element("span", card.name).open("b");
  append_quantity(html, headline(run, card.which));
  html.close("b").element("span", card.meaning).close("div");
}

std::size_t rows_of(const SeedMetrics& seed) {
  std::size_t rows = 0;
  for (const auto& [name, score] : seed.folds) rows += score.count;
  return rows;
}

void append_ensemble(Html& html, const RunMetrics& run) {
  const auto wa = ensemble_headline(run, Headline::wa_mean_folds);
  const auto ua = ensemble_headline(run, Headline::ua_mean_folds);
  if (!wa || !ua) return;
  html.open("p").text("The ensemble of the " + std::to_string(run.ensemble->members) +
                      " seeds (mean posterior), mean over folds: WA ");
  append_quantity(html, *wa);
  html.text(", UA ");
  append_quantity(html, *ua);
  html.text(".").close("p");
}

}  // namespace

std::string size_text(const RunMetrics& run) {
  const SeedMetrics& seed = run.seeds.at(0);
  return text::counted(rows_of(seed), "utterance") + " of " +
         text::counted(seed.speakers.size(), "speaker") + ", " +
         text::counted(seed.folds.size(), "fold") + ", " + text::counted(run.seeds.size(), "seed") +
         ".";
}

std::string spread_legend(const RunMetrics& run) {
  std::string text;
  if (run.seeds.size() > 1) text += " ± is the sample standard deviation over seeds.";
  if (run.intervals) {
    text += " [ ] is the " + percent(run.intervals->level, 0) +
            " % interval of the mean over seeds, by bootstrap over the " +
            std::to_string(run.intervals->speakers) + " speakers (" +
            std::to_string(run.intervals->resamples) + " resamples).";
  }
  return text;
}

void append_headline(Html& html, const RunReport& run, std::string_view heading) {
  html.element(heading, run.description.title)
      .open("p")
      .text(size_text(run.metrics) + " ")
      .element("span", run.description.track, "class=\"track\"")
      .close("p")
      .open("div", "class=\"cards\"");
  for (const Card& card : kCards) append_card(html, card, run.metrics);
  html.close("div");
  append_ensemble(html, run.metrics);
  html.open("p").text("All metrics in percent." + spread_legend(run.metrics)).close("p");
}

// --- The sections of a run ----------------------------------------------------------------------

namespace {

bool has_published(const RunReport& run) { return published_table(run).has_value(); }
bool has_curves(const RunReport& run) { return !run.curves.epochs.empty(); }
bool has_listeners(const RunReport& run) { return run.listeners.has_value(); }
bool has_config(const RunReport& run) {
  return !run.description.config.empty() || !run.description.checksums.empty();
}
bool always(const RunReport&) { return true; }

void append_published(Html& html, const RunReport& run) {
  append_table(html, *published_table(run));
}

void append_confusion(Html& html, const RunReport& run) {
  html.element("p", std::string("Rows are the truth, columns the prediction; percentages are of "
                                "the row") +
                        (run.metrics.seeds.size() > 1 ? ", counts are summed over seeds."
                                                      : ", counts under them."));
  append_figure(html, confusion_figure(run.metrics));
}

void append_classes(Html& html, const RunReport& run) {
  append_figure(html, class_figure(run.metrics, run.listeners));
  append_table(html, class_table(run));
}

void append_speakers(Html& html, const RunReport& run) {
  html.open("div", "class=\"pair\"");
  append_figure(html, speaker_figure(run.metrics), "WA and UA of each speaker");
  append_figure(html, speaker_class_figure(run.metrics),
                "Recall of each class, in percent; – where the speaker has none");
  html.close("div");
  append_table(html, speaker_table(run.metrics));
  if (const auto folds = fold_table(run.metrics)) append_table(html, *folds);
}

void append_curves(Html& html, const RunReport& run) {
  append_figure(html, curves_figure(run.curves));
}

/// "The folds' models have temperatures from 1.21 to 1.63, …"
std::string temperatures_text(const std::vector<FoldCalibration>& calibrations) {
  double low = kHighestTemperature, high = 0.0;
  for (const FoldCalibration& fold : calibrations) {
    low = std::min(low, fold.calibration.temperature);
    high = std::max(high, fold.calibration.temperature);
  }
  return "The probabilities are calibrated: the models of the folds have temperatures from " +
         percent(low / 100.0) + " to " + percent(high / 100.0) +
         ", each fitted to posteriors of training speakers that were held out inside the fold. "
         "Answered is the share of utterances at or above the threshold of its fold.";
}

void append_calibration(Html& html, const RunReport& run) {
  const bool calibrated = !run.calibrations.empty();
  html.element("p", calibrated ? temperatures_text(run.calibrations)
                               : "The probabilities are as the network gives them: this run was "
                                 "not calibrated.");
  append_table(html, calibration_table(run));
  html.open("div", "class=\"pair\"");
  if (calibrated) {
    append_figure(html, reliability_figure(uncalibrated(run.table, run.calibrations), "before"),
                  "Before calibration: accuracy by confidence");
  }
  append_figure(html, reliability_figure(run.table),
                "Accuracy by confidence, all seeds together: bars should end on the dashed line "
                "(diamonds: mean confidence of the bin)");
  append_figure(html, coverage_figure(run.table),
                "Accuracy where the model gives only its most confident answers");
  html.close("div");
}

void append_illustrations(Html& html, const RunReport& run) {
  if (!run.illustrations.empty()) {
    html.element("p",
                 "Of each class, the most confident right and the most confident wrong prediction "
                 "of the first seed, by the model that was not trained on the speaker: waveform, "
                 "log-mel spectrum (lowest band at the bottom, 80 dB from black to white) and the "
                 "weight of each step in attention pooling.");
  }
  if (!run.no_illustrations.empty()) html.element("p", run.no_illustrations);
  html.open("div", "class=\"grid\"");
  std::size_t number = 0;
  for (const Illustration& shown : run.illustrations) {
    append_figure(html, attention_figure(run.table, shown, ++number));
  }
  html.close("div");
}

void append_mistakes(Html& html, const RunReport& run) {
  const Table table = mistake_table(run.table);
  if (table.rows.empty()) {
    html.element("p", "The run has no mistakes.");
    return;
  }
  append_table(html, table);
}

void append_listeners(Html& html, const RunReport& run) {
  const HumanListeners& listeners = *run.listeners;
  html.element("p", "Human listeners recognised " + percent(listeners.mean) +
                        " % of these utterances on average (mean over the classes: " +
                        percent(listeners.mean_classes) + " %), over " +
                        std::to_string(listeners.files) + " files that they rated" +
                        (listeners.not_rated == 0
                             ? "."
                             : "; " + std::to_string(listeners.not_rated) + " they did not rate."));
}

void append_config(Html& html, const RunReport& run) {
  if (!run.description.config.empty()) html.element("pre", run.description.config);
  if (run.description.checksums.empty()) return;
  Table table{"checksums", "", {{"checksum (XXH3-128) of", true}, {"", true}}, {}};
  for (const auto& [what, hexadecimal] : run.description.checksums) {
    table.rows.push_back({{what, hexadecimal}});
  }
  append_table(html, table);
}

struct Section {
  std::string_view anchor;
  std::string_view title;
  bool (*applies)(const RunReport& run);
  void (*append)(Html& html, const RunReport& run);
};

constexpr std::array<Section, 10> kSections{
    {{"published", "Beside published results", has_published, append_published},
     {"confusion", "Confusion", always, append_confusion},
     {"classes", "By class", always, append_classes},
     {"listeners", "Human listeners", has_listeners, append_listeners},
     {"speakers", "By speaker", always, append_speakers},
     {"curves", "Learning curves", has_curves, append_curves},
     {"calibration", "Calibration", always, append_calibration},
     {"attention", "What the model attends to", always, append_illustrations},
     {"mistakes", "Most confident mistakes", always, append_mistakes},
     {"config", "Configuration and checksums", has_config, append_config}}};

bool applies_here(const Section& section, const RunReport& run, const Placing& placing) {
  return section.applies(run) && (placing.pictures || section.append != append_illustrations);
}

}  // namespace

void append_figure(Html& html, const Figure& figure, std::string_view caption) {
  html.open("figure", "class=\"scroll\"").raw(inline_svg(figure));
  if (!caption.empty()) html.element("figcaption", caption);
  html.close("figure");
}

void append_contents(Html& html, const RunReport& run, const Placing& placing) {
  html.open("nav");
  for (const Section& section : kSections) {
    if (!applies_here(section, run, placing)) continue;
    html.element("a", section.title,
                 "href=\"#" + placing.prefix + std::string(section.anchor) + "\"");
  }
  html.close("nav");
}

void append_sections(Html& html, const RunReport& run, const Placing& placing) {
  for (const Section& section : kSections) {
    if (!applies_here(section, run, placing)) continue;
    html.open("section", "id=\"" + placing.prefix + std::string(section.anchor) + "\"");
    html.element(placing.heading, section.title);
    section.append(html, run);
    html.close("section");
  }
}

}  // namespace emovox::evaluation
