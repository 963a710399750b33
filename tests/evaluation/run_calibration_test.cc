#include "evaluation/run_calibration.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "evaluation/make_table.h"
#include "evaluation/metrics_output.h"
#include "expect_error.h"
#include "temporary_folder.h"

namespace emovox::evaluation {
namespace {

using ::testing::HasSubstr;

/// Posteriors of two classes whose first has these probabilities; the truth is "a".
PredictionTable table_of(const std::string& fold, std::uint64_t seed,
                         const std::vector<double>& of_a) {
  PredictionTable table{{"a", "b"}, {}};
  for (const double p : of_a) {
    PredictionRow one = row(table, fold, "a", p >= 0.5 ? "a" : "b", seed);
    one.probabilities = {p, 1.0 - p};
    table.rows.push_back(one);
  }
  return table;
}

PredictionTable joined(PredictionTable left, const PredictionTable& right) {
  left.rows.insert(left.rows.end(), right.rows.begin(), right.rows.end());
  return left;
}

const std::vector<FoldCalibration> kFolds{{1, "A", {2.0, 0.75}}, {1, "B", {0.5, 0.0}}};

TEST(Uncalibrated, RemovesTheTemperatureOfEachFold) {
  const PredictionTable raw = joined(table_of("A", 1, {0.9, 0.3}), table_of("B", 1, {0.6, 0.501}));
  PredictionTable calibrated = raw;
  for (PredictionRow& one : calibrated.rows) {
    one.probabilities = at_temperature(one.probabilities, one.fold == "A" ? 2.0 : 0.5);
  }
  const PredictionTable back = uncalibrated(calibrated, kFolds);
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_NEAR(back.rows[i].probabilities[0], raw.rows[i].probabilities[0], 1e-12);
  }
  EXPECT_EQ(uncalibrated(raw, {}).rows[1].probabilities, raw.rows[1].probabilities);
  EXPECT_ERROR(uncalibrated(table_of("C", 1, {0.5}), kFolds), invalid_argument,
               "no calibration for seed 1, fold 'C'");
  EXPECT_ERROR(uncalibrated(table_of("A", 2, {0.5}), kFolds), invalid_argument,
               "no calibration for seed 2");
}

TEST(SeedCalibrations, HaveMetricsBeforeAndAfter) {
  // Fold A has the threshold 0.75: 0.8 is right, 0.1 (0.9 of b) wrong; fold B has none: 0.6, 0.4.
  const PredictionTable table =
      joined(table_of("A", 1, {0.8, 0.1, 0.7}), table_of("B", 1, {0.6, 0.4}));
  const auto seeds = seed_calibrations(table, kFolds);
  ASSERT_EQ(seeds.size(), 1u);
  EXPECT_DOUBLE_EQ(seeds[0].answered->coverage, 4.0 / 5);
  EXPECT_DOUBLE_EQ(seeds[0].answered->accuracy, 2.0 / 4);
  EXPECT_EQ(seeds[0].folds.size(), 2u);
  EXPECT_DOUBLE_EQ(seeds[0].after->nll, negative_log_likelihood(labelled_posteriors(table)));
  EXPECT_DOUBLE_EQ(seeds[0].before.nll,
                   negative_log_likelihood(labelled_posteriors(uncalibrated(table, kFolds))));
  EXPECT_NE(seeds[0].before.ece, seeds[0].after->ece);
  EXPECT_THAT(calibration_text(seeds), HasSubstr("80.0 % answered, 50.0 % of these right"));
}

TEST(SeedCalibrations, WithoutTemperaturesHaveMetricsBeforeOnly) {
  const PredictionTable table =
      joined(table_of("A", 7, {0.8, 0.1}), table_of("A", 3, {0.6, 0.6, 0.2}));
  const auto seeds = seed_calibrations(table, {});
  ASSERT_EQ(seeds.size(), 2u);
  EXPECT_EQ(seeds[0].seed, 3u);
  EXPECT_FALSE(seeds[0].after);
  EXPECT_FALSE(seeds[0].answered);
  EXPECT_DOUBLE_EQ(seeds[1].before.nll, -(std::log(0.8) + std::log(0.1)) / 2);
  EXPECT_THAT(calibration_text(seeds), HasSubstr("not calibrated: ECE "));
  EXPECT_ERROR(seed_calibrations({{"a", "b"}, {}}, {}), invalid_argument, "no rows");
}

TEST(MetricsJson, HoldsTheCalibration) {
  const PredictionTable table = joined(table_of("A", 1, {0.8, 0.1}), table_of("B", 1, {0.6}));
  const auto json_of = [&](const std::vector<SeedCalibration>& calibration) {
    return nlohmann::json::parse(metrics_json(compute_metrics(table), "x", calibration));
  };
  EXPECT_FALSE(json_of({}).contains("calibration"));
  const auto calibration = json_of(seed_calibrations(table, kFolds)).at("calibration");
  EXPECT_EQ(calibration.at("bins"), 15);
  const auto& seed = calibration.at("seeds").at(0);
  EXPECT_EQ(seed.at("folds").at("A").at("temperature"), 2.0);
  EXPECT_EQ(seed.at("folds").at("A").at("abstain_below"), 0.75);
  for (const char* when : {"before", "after"}) {
    for (const char* metric : {"nll", "brier", "ece"}) EXPECT_TRUE(seed.at(when).contains(metric));
  }
  EXPECT_TRUE(seed.at("answered").contains("coverage"));
}

TEST(CalibrationFile, IsReadBackAndRefusesInvalidFiles) {
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "calibration.csv";
  write_calibrations(path, kFolds);
  const auto back = read_calibrations(path);
  ASSERT_EQ(back.size(), 2u);
  EXPECT_EQ(back[1].seed, 1u);
  EXPECT_EQ(back[1].fold, "B");
  EXPECT_EQ(back[1].calibration.temperature, 0.5);
  EXPECT_EQ(back[0].calibration.abstain_below, 0.75);
  const auto refused = [&](const std::string& row) {
    folder.write("calibration.csv", "seed,fold,temperature,abstain_below\n" + row + "\n");
    return path;
  };
  EXPECT_ERROR(read_calibrations(refused("-1,A,2,0")), corrupt_data, "csv:2: seed '-1'");
  EXPECT_ERROR(read_calibrations(refused("1,A,0,0")), corrupt_data, "temperature '0'");
  EXPECT_ERROR(read_calibrations(refused("1,A,1,1.5")), corrupt_data, "abstain_below '1.5'");
  EXPECT_ERROR(read_calibrations(folder.path() / "none.csv"), not_found, "none.csv");
}

}  // namespace
}  // namespace emovox::evaluation
