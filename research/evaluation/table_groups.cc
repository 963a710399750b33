// Figures by class, speaker and fold.
#include <algorithm>

#include "evaluation/paper_figures.h"
#include "evaluation/tables.h"

namespace emovox::evaluation {
namespace {

Table group_table(const RunMetrics& run, std::string_view kind, const std::string& first) {
  Table table;
  table.columns = {{first, true}, {"count"}, {"WA"}, {"UA"}};
  for (const std::string& label : run.labels) table.columns.push_back({label});
  std::map<std::string, std::size_t> counts;
  for (const SeedMetrics& seed : run.seeds) {
    for (const auto& [name, score] : kind == "folds" ? seed.folds : seed.speakers) {
      counts[name] = score.count;
    }
  }
  for (const auto& [name, count] : counts) {
    const Group group{kind, name};
    TableRow row{{name, std::to_string(count), group_quantity(run, group, "wa"),
                  group_quantity(run, group, "ua")}};
    for (const std::string& label : run.labels) {
      auto recall = group_recall(run, group, label);
      if (recall) recall->std.reset();  // a table of two rows a cell is hard to read
      row.cells.emplace_back(std::move(recall));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

const PublishedRecall* recall_of(const PublishedFigures* figures, const std::string& label) {
  if (figures == nullptr) return nullptr;
  for (const PublishedRecall& recall : figures->recall) {
    if (recall.label == label) return &recall;
  }
  return nullptr;
}

Cell listened(const std::optional<Listeners>& listeners, const std::string& label) {
  if (!listeners || !listeners->by_class.contains(label)) return {};
  return published_quantity(100.0 * listeners->by_class.at(label));
}

}  // namespace

Table class_table(const RunReport& run) {
  const PublishedFigures* figures = published_figures(run.description.corpus);
  Table table{"classes",
              "Recall, precision and F1 by class, pooled, in percent",
              {{"class", true}, {"recall"}, {"precision"}, {"F1"}},
              {}};
  if (run.listeners) table.columns.push_back({"human listeners"});
  if (figures != nullptr) table.columns.push_back({"recall, the paper"});
  for (const std::string& label : run.metrics.labels) {
    TableRow row{{label, class_quantity(run.metrics, label, "recall"),
                  class_quantity(run.metrics, label, "precision"),
                  class_quantity(run.metrics, label, "f1")}};
    if (run.listeners) row.cells.push_back(listened(run.listeners, label));
    if (figures != nullptr) {
      const PublishedRecall* recall = recall_of(figures, label);
      row.cells.emplace_back(recall ? std::string(recall->percent) : std::string());
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table speaker_table(const RunMetrics& run) {
  Table table = group_table(run, "speakers", "speaker");
  table.name = "speakers";
  table.caption = each_speaker_is_a_fold(run) ? "By speaker, each a fold" : "By speaker";
  table.caption +=
      ": WA, UA and recall of each class, in percent; – for a class that does not "
      "occur, which is left out of UA";
  return table;
}

std::optional<Table> fold_table(const RunMetrics& run) {
  if (each_speaker_is_a_fold(run)) return std::nullopt;
  Table table = group_table(run, "folds", "fold");
  table.name = "folds";
  table.caption = "By fold: WA, UA and recall of each class, in percent";
  return table;
}

bool each_speaker_is_a_fold(const RunMetrics& run) {
  for (const SeedMetrics& seed : run.seeds) {
    const bool same = std::equal(seed.folds.begin(), seed.folds.end(), seed.speakers.begin(),
                                 seed.speakers.end(), [](const auto& fold, const auto& speaker) {
                                   return fold.first == speaker.first &&
                                          fold.second.count == speaker.second.count;
                                 });
    if (!same) return false;
  }
  return true;
}

}  // namespace emovox::evaluation
