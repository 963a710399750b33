#include "evaluation/report.h"

#include "emovox/error.h"
#include "evaluation/attention_figure.h"
#include "evaluation/curve_figures.h"
#include "evaluation/figure_style.h"
#include "evaluation/html.h"
#include "evaluation/report_comparison.h"
#include "evaluation/report_sections.h"
#include "evaluation/score_figures.h"
#include "evaluation/tables.h"

namespace emovox::evaluation {
namespace {

/// The style sheet of the page: light, dark and on paper.
constexpr std::string_view kReportStyle = R"css(
:root { color-scheme: light dark; --page: #fbfbfa; --ink: #1c1d20; --soft: #62656d; --line: #dcdde1;
  --card: #ffffff; --accent: #2b62c4; }
@media screen and (prefers-color-scheme: dark) { :root { --page: #15171b; --ink: #e8e9ec; --soft: #9da1ab;
  --line: #343841; --card: #1d2026; --accent: #8db4ff; } }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 72rem; background: var(--page);
  color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", "Noto Sans", sans-serif; }
h1 { font-size: 1.7rem; line-height: 1.2; margin: 0 0 .25rem; text-wrap: balance; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 .5rem; break-after: avoid; }
p, caption { margin: 0 0 .6rem; color: var(--soft); max-width: 46rem; }
caption { text-align: left; }
.cards { display: grid; grid-template-columns: repeat(3, 1fr); gap: .75rem;
  margin: 1.25rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .5rem;
  padding: .8rem 1rem; break-inside: avoid; }
.card b { display: block; font-size: 1.75rem; line-height: 1.25; font-weight: 650;
  font-variant-numeric: tabular-nums; }
.card small { font-size: .95rem; font-weight: 500; white-space: nowrap; color: var(--soft); }
.card small.interval { display: block; font-size: .85rem; }
.card b span { color: var(--ink); font-size: inherit; }
.card small span { color: inherit; }
.card span { color: var(--soft); font-size: .85rem; }
.track { display: inline-block; border: 1px solid var(--accent); color: var(--accent);
  border-radius: 1rem; padding: 0 .6rem; font-size: .85rem; }
article { border-top: 3px solid var(--line); padding-top: 1.5rem; margin-top: 2.5rem; }
article:only-of-type { border: 0; padding: 0; margin: 0; }
h3 { font-size: 1rem; margin: 1.75rem 0 .5rem; break-after: avoid; }
nav { display: flex; flex-wrap: wrap; gap: .25rem 1.1rem; margin: 1rem 0 0; font-size: .9rem; }
a { color: var(--accent); }
figure { margin: .75rem 0 1.25rem; break-inside: avoid; }
figcaption { color: var(--soft); font-size: .85rem; max-width: 30rem; }
.fig { display: block; height: auto; max-width: 100%; }
.pair { display: flex; flex-wrap: wrap; gap: .5rem 2.5rem; align-items: flex-start; }
.pair figure { max-width: 100%; }
.grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 24rem), 28rem));
  gap: .5rem 1.5rem; }
.grid figure { margin: .25rem 0; }
.scroll { overflow-x: auto; }
@media screen and (max-width: 40rem) { .cards { grid-template-columns: 1fr 1fr; } th.word { white-space: normal; }
  .scroll > .fig { max-width: max(100%, 27rem); }
  .grid .scroll > .fig { max-width: 100%; } }
td small, th small { color: var(--soft); font-size: .85em; }
td .interval { display: block; line-height: 1.1; }
table { border-collapse: collapse; margin: .25rem 0 1rem; font-variant-numeric: tabular-nums; break-inside: avoid; }
th, td { padding: .3rem .55rem; text-align: right; border-bottom: 1px solid var(--line);
  white-space: nowrap; }
td.word { white-space: normal; }
h2 + p, h3 + p { break-after: avoid; }
th { font-weight: 600; }
thead th { color: var(--soft); font-size: .85rem; vertical-align: bottom; }
th:first-child, td.word, th.word { text-align: left; }
tr.ours td, tr.ours th { font-weight: 650; color: var(--accent); }
pre { background: var(--card); border: 1px solid var(--line); border-radius: .5rem; padding: 1rem;
  overflow-x: auto; font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
@media print { :root { --page: #fff; --ink: #000; --soft: #444; --line: #bbb; --card: #fff;
  --accent: #1d4b9e; color-scheme: light; }
  body { padding: 0; max-width: none; font-size: 8.5pt; }
  th, td { padding: .15rem .3rem; }
  table, thead th { font-size: 7.5pt; } figcaption { font-size: 7.5pt; }
  .pair { flex-wrap: nowrap; } .pair figure { flex: 1 1 0; min-width: 0; }
  .scroll { overflow: visible; } tr { break-inside: avoid; } h2 { margin-top: 1.4rem; }
  nav { display: none; } pre { font-size: 7pt; } .grid { grid-template-columns: 1fr 1fr; } }
)css";

void start_page(Html& html, const std::string& title) {
  html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
      // The page loads and runs nothing, even if the data contain markup.
      .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
      .raw("style-src 'unsafe-inline'; img-src data:\">\n")
      .element("title", title)
      .open("style")
      .raw(kReportStyle)
      .raw(figure_style())
      .close("style")
      .raw("</head>\n<body>\n");
}

void require_runs(std::span<const RunReport> runs, std::size_t count) {
  if (runs.size() >= count) return;
  throw Error(ErrorCode::invalid_argument, "report", std::to_string(runs.size()) + " runs",
              "must be at least " + std::to_string(count));
}

/// Metrics of a run are marked with its title, so that readers of the page can trace them to
/// its metrics.json.
void open_run(Html& html, const RunReport& run) {
  html.open("article", "data-run=\"" + escape_html(run.description.title) + "\"");
}

void append_each_run(Html& html, std::span<const RunReport> runs) {
  std::size_t number = 0;
  for (const RunReport& run : runs) {
    const Placing placing{number == 0, "run-" + std::to_string(number + 1) + "-", "h3"};
    ++number;
    open_run(html, run);
    append_headline(html, run, "h2");
    append_contents(html, run, placing);
    append_sections(html, run, placing);
    html.close("article");
  }
}

std::string single_html(const RunReport& run) {
  Html html;
  start_page(html, run.description.title);
  open_run(html, run);
  append_headline(html, run, "h1");
  append_contents(html, run, {});
  append_sections(html, run, {});
  html.close("article").raw("</body>\n</html>\n");
  return html.str();
}

}  // namespace

std::string report_html(std::span<const RunReport> runs) {
  require_runs(runs, 1);
  if (runs.size() == 1) return single_html(runs[0]);
  Html html;
  start_page(html, "Cross-validations");
  append_side_by_side(html, runs);
  append_each_run(html, runs);
  html.raw("</body>\n</html>\n");
  return html.str();
}

std::string reproduction_html(std::span<const RunReport> runs) {
  require_runs(runs, 3);
  Html html;
  start_page(html, reproduction_title(runs));
  append_reproduction(html, runs);
  append_each_run(html, runs);
  html.raw("</body>\n</html>\n");
  return html.str();
}

std::vector<Figure> run_figures(const RunReport& run) {
  std::vector<Figure> figures{
      confusion_figure(run.metrics), class_figure(run.metrics, run.listeners),
      speaker_figure(run.metrics),   speaker_class_figure(run.metrics),
      reliability_figure(run.table), coverage_figure(run.table)};
  if (!run.calibrations.empty()) {
    figures.push_back(reliability_figure(uncalibrated(run.table, run.calibrations), "before"));
  }
  if (!run.curves.epochs.empty()) figures.push_back(curves_figure(run.curves));
  std::size_t number = 0;
  for (const Illustration& shown : run.illustrations) {
    figures.push_back(attention_figure(run.table, shown, ++number));
  }
  return figures;
}

std::vector<Table> run_tables(const RunReport& run) {
  std::vector<Table> tables{headline_table(run.metrics), class_table(run),
                            speaker_table(run.metrics),  confusion_table(run.metrics),
                            calibration_table(run),      mistake_table(run.table)};
  if (auto folds = fold_table(run.metrics)) tables.push_back(std::move(*folds));
  if (auto published = published_table(run)) tables.push_back(std::move(*published));
  return tables;
}

}  // namespace emovox::evaluation
