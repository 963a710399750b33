#include "evaluation/run_calibration.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <utility>

#include "emovox/error.h"
#include "text/csv.h"
#include "text/number.h"
#include "text/whole_file.h"

namespace emovox::evaluation {
namespace {

using text::CsvRow;
using text::CsvTable;

const std::vector<std::string> kColumns{"seed", "fold", "temperature", "abstain_below"};

double number_cell(const CsvTable& table, const CsvRow& row, const std::string& column, double low,
                   double high) {
  const std::string& cell = row.cells[table.column(column)];
  const auto value = text::parse_number(cell);
  if (value && *value >= low && *value <= high) return *value;
  throw table.row_error(
      row, column + " '" + cell + "'",
      "must be a number from " + text::number_text(low) + " to " + text::number_text(high));
}

FoldCalibration read_row(const CsvTable& table, const CsvRow& row) {
  const std::string& seed = row.cells[table.column("seed")];
  const auto parsed = text::parse_count(seed);
  if (!parsed) throw table.row_error(row, "seed '" + seed + "'", "must be a whole number from 0");
  return {*parsed,
          row.cells[table.column("fold")],
          {number_cell(table, row, "temperature", kLowestTemperature, kHighestTemperature),
           number_cell(table, row, "abstain_below", 0.0, 1.0)}};
}

using TrainingKey = std::pair<std::uint64_t, std::string>;

std::map<TrainingKey, Calibration> by_seed_and_fold(
    const std::vector<FoldCalibration>& calibrations) {
  std::map<TrainingKey, Calibration> found;
  for (const auto& one : calibrations) found[{one.seed, one.fold}] = one.calibration;
  return found;
}

const Calibration& calibration_of(const std::map<TrainingKey, Calibration>& calibrations,
                                  const PredictionRow& row) {
  const auto found = calibrations.find({row.seed, row.fold});
  if (found != calibrations.end()) return found->second;
  throw Error(ErrorCode::invalid_argument, "calibration",
              "no calibration for seed " + std::to_string(row.seed) + ", fold '" + row.fold + "'",
              "must be there for every model of the run");
}

/// The share of rows whose confidence reaches their fold's threshold, and the accuracy of these
/// rows.
CoveragePoint answered(const PredictionTable& table,
                       const std::map<TrainingKey, Calibration>& folds) {
  std::size_t answers = 0, right = 0;
  for (const PredictionRow& row : table.rows) {
    const double confidence = *std::ranges::max_element(row.probabilities);
    if (confidence < calibration_of(folds, row).abstain_below) continue;
    ++answers;
    right += row.predicted == row.emotion;
  }
  const auto count = static_cast<double>(answers);
  return {0.0, count / static_cast<double>(table.rows.size()),
          answers == 0 ? 0.0 : static_cast<double>(right) / count};
}

SeedCalibration of_seed(std::uint64_t seed, const PredictionTable& table,
                        const std::vector<FoldCalibration>& calibrations) {
  SeedCalibration result;
  result.seed = seed;
  result.before = calibration_metrics(labelled_posteriors(uncalibrated(table, calibrations)));
  if (calibrations.empty()) return result;
  result.after = calibration_metrics(labelled_posteriors(table));
  result.answered = answered(table, by_seed_and_fold(calibrations));
  std::ranges::copy_if(calibrations, std::back_inserter(result.folds),
                       [&](const FoldCalibration& one) { return one.seed == seed; });
  return result;
}

}  // namespace

void write_calibrations(const std::filesystem::path& path,
                        const std::vector<FoldCalibration>& calibrations) {
  std::string text;
  text::append_csv_row(text, kColumns);
  for (const auto& [seed, fold, calibration] : calibrations) {
    text::append_csv_row(text,
                         {std::to_string(seed), fold, text::number_text(calibration.temperature),
                          text::number_text(calibration.abstain_below)});
  }
  text::write_file_atomically(path, text);
}

std::vector<FoldCalibration> read_calibrations(const std::filesystem::path& path) {
  const CsvTable table = text::read_csv(path);
  std::vector<FoldCalibration> calibrations;
  calibrations.reserve(table.rows.size());
  for (const CsvRow& row : table.rows) calibrations.push_back(read_row(table, row));
  return calibrations;
}

PredictionTable uncalibrated(PredictionTable table,
                             const std::vector<FoldCalibration>& calibrations) {
  if (calibrations.empty()) return table;
  const auto found = by_seed_and_fold(calibrations);
  for (PredictionRow& row : table.rows) {
    row.probabilities =
        at_temperature(row.probabilities, 1.0 / calibration_of(found, row).temperature);
  }
  return table;
}

CalibrationMetrics calibration_metrics(std::span<const LabelledPosterior> posteriors) {
  return {negative_log_likelihood(posteriors), brier_score(posteriors),
          expected_calibration_error(posteriors)};
}

std::vector<SeedCalibration> seed_calibrations(const PredictionTable& table,
                                               const std::vector<FoldCalibration>& calibrations) {
  std::map<std::uint64_t, PredictionTable> by_seed;
  for (const PredictionRow& row : table.rows) {
    PredictionTable& part = by_seed[row.seed];
    part.labels = table.labels;
    part.rows.push_back(row);
  }
  if (by_seed.empty()) {
    throw Error(ErrorCode::invalid_argument, "calibration", "no rows", "must be at least one");
  }
  std::vector<SeedCalibration> seeds;
  seeds.reserve(by_seed.size());
  for (const auto& [seed, part] : by_seed) seeds.push_back(of_seed(seed, part, calibrations));
  return seeds;
}

std::string calibration_text(const std::vector<SeedCalibration>& seeds) {
  const auto mean = [&](auto pick) {
    double sum = 0.0;
    for (const SeedCalibration& seed : seeds) sum += pick(seed);
    return sum / static_cast<double>(seeds.size());
  };
  char text[200];
  if (!seeds.front().after) {
    std::snprintf(text, sizeof text, "not calibrated: ECE %.4f, NLL %.4f\n",
                  mean([](const auto& seed) { return seed.before.ece; }),
                  mean([](const auto& seed) { return seed.before.nll; }));
    return text;
  }
  std::snprintf(text, sizeof text,
                "calibrated: ECE %.4f, was %.4f; NLL %.4f, was %.4f; %.1f %% answered, %.1f %% of "
                "these right\n",
                mean([](const auto& seed) { return seed.after->ece; }),
                mean([](const auto& seed) { return seed.before.ece; }),
                mean([](const auto& seed) { return seed.after->nll; }),
                mean([](const auto& seed) { return seed.before.nll; }),
                100.0 * mean([](const auto& seed) { return seed.answered->coverage; }),
                100.0 * mean([](const auto& seed) { return seed.answered->accuracy; }));
  return text;
}

}  // namespace emovox::evaluation
