// The figures that are quoted, of one run, of several and of others.
#include <array>

#include "evaluation/paper_figures.h"
#include "evaluation/tables.h"

namespace emovox::evaluation {

Table headline_table(const RunMetrics& run) {
  using enum Headline;
  Table table{"headline",
              "Accuracy (WA), mean recall (UA) and macro F1, in percent",
              {{"", true}, {"WA"}, {"UA"}, {"macro F1"}},
              {}};
  const auto add = [&](const std::string& name, auto figure, const std::array<Headline, 3>& which) {
    table.rows.push_back(
        {{name, figure(run, which[0]), figure(run, which[1]), figure(run, which[2])}});
  };
  constexpr std::array<Headline, 3> kFolds{wa_mean_folds, ua_mean_folds, macro_f1_mean_folds};
  constexpr std::array<Headline, 3> kPooled{wa_pooled, ua_pooled, macro_f1_pooled};
  add("mean over folds", headline, kFolds);
  add("pooled", headline, kPooled);
  if (!run.ensemble) return table;
  const std::string name = "ensemble of " + std::to_string(run.ensemble->members) + " seeds, ";
  add(name + "mean over folds", ensemble_headline, kFolds);
  add(name + "pooled", ensemble_headline, kPooled);
  return table;
}

Table side_by_side_table(std::span<const RunReport> runs) {
  using enum Headline;
  Table table{"side-by-side",
              "The runs side by side, in percent",
              {{"run", true},
               {"seeds"},
               {"WA, mean over folds"},
               {"UA, mean over folds"},
               {"macro F1, mean over folds"},
               {"WA, pooled"},
               {"UA, pooled"}},
              {}};
  for (const RunReport& run : runs) {
    const RunMetrics& metrics = run.metrics;
    table.rows.push_back({{run.description.title, std::to_string(metrics.seeds.size()),
                           headline(metrics, wa_mean_folds), headline(metrics, ua_mean_folds),
                           headline(metrics, macro_f1_mean_folds), headline(metrics, wa_pooled),
                           headline(metrics, ua_pooled)},
                          false,
                          run.description.title});
  }
  return table;
}

std::optional<Table> published_table(const RunReport& run) {
  const PublishedFigures* figures = published_figures(run.description.corpus);
  if (figures == nullptr) return std::nullopt;
  Table table{"published",
              "Beside published figures on " + std::string(figures->title) + ", in percent",
              {{"system", true}, {"WA"}, {"UA"}},
              {}};
  table.rows.push_back({{"this run, mean over folds (" + run.description.track + ")",
                         headline(run.metrics, Headline::wa_mean_folds),
                         headline(run.metrics, Headline::ua_mean_folds)},
                        true});
  for (const PublishedFigure& figure : figures->figures) {
    table.rows.push_back({{std::string(figure.system), published_quantity(figure.wa),
                           figure.ua ? Cell(published_quantity(*figure.ua)) : Cell()}});
  }
  return table;
}

}  // namespace emovox::evaluation
