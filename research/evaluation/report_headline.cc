// The figures that are quoted.
#include <array>

#include "evaluation/quantity.h"
#include "evaluation/report_sections.h"

namespace emovox::evaluation {
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
  html.open("div", "class=\"figure\"").element("span", card.name).open("b");
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
  const auto some = [](std::size_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
  };
  return some(rows_of(seed), "utterance") + " of " + some(seed.speakers.size(), "speaker") + ", " +
         some(seed.folds.size(), "fold") + ", " + some(run.seeds.size(), "seed") + ".";
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
      .open("div", "class=\"figures\"");
  for (const Card& card : kCards) append_card(html, card, run.metrics);
  html.close("div");
  append_ensemble(html, run.metrics);
  html.open("p").text("All figures in percent." + spread_legend(run.metrics)).close("p");
}

}  // namespace emovox::evaluation
