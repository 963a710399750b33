// What was answered: confusions, the surest mistakes, and how far probabilities can be believed.
#include "evaluation/mistakes.h"
#include "evaluation/predictions.h"
#include "evaluation/run_calibration.h"
#include "evaluation/tables.h"

namespace emovox::evaluation {
namespace {

constexpr std::size_t kMistakesShown = 20;

void add_calibration(TableRow& row, const CalibrationFigures& figures, const std::string& at) {
  row.cells.emplace_back(Quantity{{figures.ece, at + "/ece"}, {}, {}, {}, 2, true});
  row.cells.emplace_back(Quantity{{figures.nll, at + "/nll"}, {}, {}, {}, 4, false});
  row.cells.emplace_back(Quantity{{figures.brier, at + "/brier"}, {}, {}, {}, 4, false});
}

std::optional<Quantity> answered(const SeedCalibration& seed, double CoveragePoint::*figure,
                                 const std::string& at) {
  if (!seed.answered) return std::nullopt;
  return Quantity{{(*seed.answered).*figure, at}, {}, {}, {}, 2, true};
}

}  // namespace

Table confusion_table(const RunMetrics& run) {
  Table table{"confusion",
              "Counts of truth (rows) and prediction (columns), summed over seeds",
              {{"truth", true}},
              {}};
  for (const std::string& label : run.labels) table.columns.push_back({label});
  for (std::size_t i = 0; i < run.labels.size(); ++i) {
    TableRow row{{run.labels[i]}};
    for (std::size_t j = 0; j < run.labels.size(); ++j) {
      std::size_t count = 0;
      for (const SeedMetrics& seed : run.seeds) count += seed.confusion[i][j];
      row.cells.emplace_back(std::to_string(count));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

Table mistake_table(const PredictionTable& predictions) {
  Table table{"mistakes",
              "The surest mistakes, each file once, with the probabilities of the seed that was "
              "surest, in percent",
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
              "How far the probabilities of each seed can be believed: expected calibration error "
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
      add_calibration(row, seed.after.value_or(CalibrationFigures{}), at + "/after");
      row.cells.emplace_back(answered(seed, &CoveragePoint::coverage, at + "/answered/coverage"));
      row.cells.emplace_back(answered(seed, &CoveragePoint::accuracy, at + "/answered/accuracy"));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace emovox::evaluation
