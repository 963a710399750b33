#include "evaluation/tables.h"

#include <algorithm>
#include <array>

#include "evaluation/paper_results.h"
#include "evaluation/predictions.h"
#include "evaluation/run_calibration.h"

namespace emovox::evaluation {

// --- The metrics that are quoted ----------------------------------------------------------------

Table headline_table(const RunMetrics& run) {
  using enum Headline;
  Table table{"headline",
              "Accuracy (WA), mean recall (UA) and macro F1, in percent",
              {{"", true}, {"WA"}, {"UA"}, {"macro F1"}},
              {}};
  const auto add = [&](const std::string& name, auto quantity,
                       const std::array<Headline, 3>& which) {
    table.rows.push_back(
        {{name, quantity(run, which[0]), quantity(run, which[1]), quantity(run, which[2])}});
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
  const PublishedResults* published = published_results(run.description.corpus);
  if (published == nullptr) return std::nullopt;
  Table table{"published",
              "Beside published results on " + std::string(published->title) + ", in percent",
              {{"system", true}, {"WA"}, {"UA"}},
              {}};
  table.rows.push_back({{"this run, mean over folds (" + run.description.track + ")",
                         headline(run.metrics, Headline::wa_mean_folds),
                         headline(run.metrics, Headline::ua_mean_folds)},
                        true});
  for (const PublishedResult& result : published->results) {
    table.rows.push_back({{std::string(result.system), published_quantity(result.wa),
                           result.ua ? Cell(published_quantity(*result.ua)) : Cell()}});
  }
  return table;
}

// --- By class, speaker and fold -----------------------------------------------------------------

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
      if (recall) recall->std.reset();  // with deviations, cells would have two lines
      row.cells.emplace_back(std::move(recall));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

const PublishedRecall* recall_of(const PublishedResults* published, const std::string& label) {
  if (published == nullptr) return nullptr;
  for (const PublishedRecall& recall : published->recall) {
    if (recall.label == label) return &recall;
  }
  return nullptr;
}

Cell listened(const std::optional<HumanListeners>& listeners, const std::string& label) {
  if (!listeners || !listeners->by_class.contains(label)) return {};
  return published_quantity(100.0 * listeners->by_class.at(label));
}

}  // namespace

Table class_table(const RunReport& run) {
  const PublishedResults* published = published_results(run.description.corpus);
  Table table{"classes",
              "Recall, precision and F1 by class, pooled, in percent",
              {{"class", true}, {"recall"}, {"precision"}, {"F1"}},
              {}};
  if (run.listeners) table.columns.push_back({"human listeners"});
  if (published != nullptr) table.columns.push_back({"recall, the paper"});
  for (const std::string& label : run.metrics.labels) {
    TableRow row{{label, class_quantity(run.metrics, label, "recall"),
                  class_quantity(run.metrics, label, "precision"),
                  class_quantity(run.metrics, label, "f1")}};
    if (run.listeners) row.cells.push_back(listened(run.listeners, label));
    if (published != nullptr) {
      const PublishedRecall* recall = recall_of(published, label);
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

// --- Confusions, mistakes and calibration -------------------------------------------------------

namespace {

constexpr std::size_t kMistakesShown = 20;

void add_calibration(TableRow& row, const CalibrationMetrics& metrics, const std::string& at) {
  row.cells.emplace_back(Quantity{{metrics.ece, at + "/ece"}, {}, {}, {}, 2, true});
  row.cells.emplace_back(Quantity{{metrics.nll, at + "/nll"}, {}, {}, {}, 4, false});
  row.cells.emplace_back(Quantity{{metrics.brier, at + "/brier"}, {}, {}, {}, 4, false});
}

std::optional<Quantity> answered(const SeedCalibration& seed, double CoveragePoint::*metric,
                                 const std::string& at) {
  if (!seed.answered) return std::nullopt;
  return Quantity{{(*seed.answered).*metric, at}, {}, {}, {}, 2, true};
}

}  // namespace

Table confusion_table(const RunMetrics& run) {
  Table table{"confusion",
              "Counts of truth (rows) and prediction (columns), summed over seeds",
              {{"truth", true}},
              {}};
  for (const std::string& label : run.labels) table.columns.push_back({label});
  const Confusion counts = summed_confusion(run);
  for (std::size_t i = 0; i < run.labels.size(); ++i) {
    TableRow row{{run.labels[i]}};
    for (const std::size_t count : counts[i]) row.cells.emplace_back(std::to_string(count));
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table mistake_table(const PredictionTable& predictions) {
  Table table{
      "mistakes",
      "The most confident mistakes, each file once, with the probabilities of the seed that was "
      "most confident, in percent",
      {{"file", true},
       {"speaker", true},
       {"emotion", true},
       {"predicted", true},
       {"p of it"},
       {"p of the truth"},
       {"seeds wrong"}},
      {}};
  const std::size_t folder = shared_folder(predictions).size();
  for (const Mistake& mistake : most_confident_mistakes(predictions, kMistakesShown)) {
    table.rows.push_back(
        {{mistake.row.file.substr(folder), mistake.row.speaker, mistake.row.emotion,
          mistake.row.predicted, percent(mistake.confidence, 1), percent(mistake.of_truth, 1),
          std::to_string(mistake.seeds)}});
  }
  return table;
}

Table calibration_table(const RunReport& run) {
  const bool calibrated = !run.calibrations.empty();
  Table table{"calibration",
              "Calibration of the probabilities of each seed: expected calibration error "
              "(ECE, " +
                  std::to_string(kReliabilityBins) +
                  " bins of equal width) in percent, negative log-likelihood (NLL) in nats, Brier "
                  "score",
              {{"seed"}, {"ECE"}, {"NLL"}, {"Brier"}},
              {}};
  if (calibrated) {
    table.columns = {{"seed"},         {"ECE before"}, {"NLL before"},
                     {"Brier before"}, {"ECE after"},  {"NLL after"},
                     {"Brier after"},  {"answered"},   {"right of them"}};
  }
  std::size_t number = 0;
  for (const SeedCalibration& seed : seed_calibrations(run.table, run.calibrations)) {
    const std::string at = "/calibration/seeds/" + std::to_string(number++);
    TableRow row{{std::to_string(seed.seed)}};
    add_calibration(row, seed.before, at + "/before");
    if (calibrated) {
      add_calibration(row, seed.after.value_or(CalibrationMetrics{}), at + "/after");
      row.cells.emplace_back(answered(seed, &CoveragePoint::coverage, at + "/answered/coverage"));
      row.cells.emplace_back(answered(seed, &CoveragePoint::accuracy, at + "/answered/accuracy"));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace emovox::evaluation
