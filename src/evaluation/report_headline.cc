// The figures that are quoted, and those of others beside them.
#include "evaluation/paper_figures.h"
#include "evaluation/report_sections.h"

namespace emovox::evaluation {
namespace {

void append_figure(Html& html, std::string_view name, std::string_view meaning,
                   const Spread& figure, const RunMetrics& run) {
  html.open("div", "class=\"figure\"").element("span", name).open("b").text(percent(figure.mean));
  if (run.seeds.size() > 1) html.element("small", " ± " + percent(figure.std));
  html.close("b").element("span", meaning).close("div");
}

std::size_t rows_of(const SeedMetrics& seed) {
  std::size_t rows = 0;
  for (const auto& [name, score] : seed.folds) rows += score.count;
  return rows;
}

std::string size_text(const RunMetrics& run) {
  const SeedMetrics& seed = run.seeds.at(0);
  const auto some = [](std::size_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
  };
  return some(rows_of(seed), "utterance") + " of " + some(seed.speakers.size(), "speaker") + ", " +
         some(seed.folds.size(), "fold") + ", " + some(run.seeds.size(), "seed") + ".";
}

void append_published_row(Html& html, const PublishedFigure& figure) {
  html.open("tr")
      .element("th", figure.system)
      .element("td", percent(figure.wa / 100.0))
      .element("td", figure.ua ? percent(*figure.ua / 100.0) : "–")
      .close("tr");
}

}  // namespace

std::string spread_text(const Spread& spread, const RunMetrics& run) {
  const std::string mean = percent(spread.mean);
  return run.seeds.size() > 1 ? mean + " ± " + percent(spread.std) : mean;
}

void append_headline(Html& html, const RunMetrics& run, const RunDescription& description) {
  html.element("h1", description.title)
      .open("p")
      .text(size_text(run) + " ")
      .element("span", description.track, "class=\"track\"")
      .close("p")
      .open("div", "class=\"figures\"");
  append_figure(html, "WA, mean over folds", "accuracy; the paper’s way", run.wa_mean_folds, run);
  append_figure(html, "UA, mean over folds", "mean recall; the paper’s way", run.ua_mean_folds,
                run);
  append_figure(html, "WA, pooled", "over all utterances at once", run.wa_pooled, run);
  append_figure(html, "UA, pooled", "over all utterances at once", run.ua_pooled, run);
  html.close("div");
  html.open("p").text("All figures in percent.");
  if (run.seeds.size() > 1) html.text(" ± is the sample standard deviation over seeds.");
  html.close("p");
}

void append_published(Html& html, const RunMetrics& run, const RunDescription& description) {
  const PublishedFigures* published = published_figures(description.corpus);
  if (published == nullptr) return;
  html.element("h2", "Beside published figures on " + std::string(published->title))
      .open("div", "class=\"scroll\"")
      .open("table")
      .raw("<thead><tr><th>system</th><th>WA</th><th>UA</th></tr></thead>\n")
      .open("tr", "class=\"ours\"")
      .element("th", "This run, mean over folds (" + description.track + ")")
      .element("td", spread_text(run.wa_mean_folds, run))
      .element("td", spread_text(run.ua_mean_folds, run))
      .close("tr");
  for (const PublishedFigure& figure : published->figures) append_published_row(html, figure);
  html.close("table").close("div");
}

}  // namespace emovox::evaluation
