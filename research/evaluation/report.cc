#include "evaluation/report.h"

#include "emovox/error.h"
#include "evaluation/figure_style.h"
#include "evaluation/figures.h"
#include "evaluation/html.h"
#include "evaluation/report_front.h"
#include "evaluation/report_sections.h"
#include "evaluation/report_style.h"
#include "evaluation/tables.h"

namespace emovox::evaluation {
namespace {

void start_page(Html& html, const std::string& title) {
  html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
      // Whatever the data say, this page loads and runs nothing.
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

/// A run's own figures are marked with its title, so that a reader of the page can trace them to
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
