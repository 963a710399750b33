#include "training/epoch_metrics.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <type_traits>

namespace emovox::training {
namespace {

template <class Metric>
void set_metric(Metric& metric, const std::optional<double>& value) {
  if constexpr (std::is_same_v<Metric, double>) {
    metric = value.value_or(metric);
  } else {
    metric = value;
  }
}

}  // namespace

evaluation::LearningCurves to_learning_curves(const std::vector<EpochReport>& epochs,
                                              const CurveOwner& owner) {
  evaluation::LearningCurves curves;
  const EpochReport none;
  EpochReport::visit_metrics(
      none, [&](std::string_view name, const auto&) { curves.metrics.emplace_back(name); });
  for (const EpochReport& epoch : epochs) {
    evaluation::EpochMetrics row{
        owner.seed, owner.fold, static_cast<std::uint64_t>(epoch.epoch), {}};
    EpochReport::visit_metrics(
        epoch, [&](std::string_view, const auto& value) { row.values.emplace_back(value); });
    curves.epochs.push_back(std::move(row));
  }
  return curves;
}

std::vector<EpochReport> to_epoch_reports(const evaluation::LearningCurves& curves) {
  std::vector<EpochReport> reports;
  for (const evaluation::EpochMetrics& epoch : curves.epochs) {
    EpochReport report;
    report.epoch = static_cast<int>(epoch.epoch);
    EpochReport::visit_metrics(report, [&](std::string_view name, auto& metric) {
      const auto found = std::find(curves.metrics.begin(), curves.metrics.end(), name);
      if (found == curves.metrics.end()) return;
      set_metric(metric, epoch.values[static_cast<std::size_t>(found - curves.metrics.begin())]);
    });
    reports.push_back(report);
  }
  return reports;
}

}  // namespace emovox::training
