#include "evaluation/report.h"

#include "evaluation/html.h"
#include "evaluation/report_sections.h"
#include "evaluation/report_style.h"

namespace emovox::evaluation {

std::string report_html(const PredictionTable& table, const RunMetrics& run,
                        const RunDescription& description) {
  Html html;
  html.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
      .raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
      // Whatever the data say, this page loads and runs nothing.
      .raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ")
      .raw("style-src 'unsafe-inline'\">\n")
      .element("title", description.title)
      .open("style")
      .raw(kReportStyle)
      .close("style")
      .raw("</head>\n<body>\n");
  append_headline(html, run, description);
  append_published(html, run, description);
  append_confusion(html, run);
  append_classes(html, run);
  append_speakers(html, run);
  append_folds(html, run);
  append_mistakes(html, table);
  append_config(html, description.config);
  html.raw("</body>\n</html>\n");
  return html.str();
}

}  // namespace emovox::evaluation
