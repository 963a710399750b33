#include "evaluation/learning_curves.h"

#include <algorithm>
#include <array>

#include "text/csv.h"
#include "text/number.h"
#include "text/whole_file.h"

namespace emovox::evaluation {
namespace {

using text::CsvRow;
using text::CsvTable;

constexpr std::array<std::string_view, 3> kKeys{"seed", "fold", "epoch"};

bool is_key(std::string_view column) {
  return std::find(kKeys.begin(), kKeys.end(), column) != kKeys.end();
}

std::uint64_t whole_number(const CsvTable& table, const CsvRow& row, std::string_view column) {
  const std::string& cell = row.cells[table.column(column)];
  if (const auto value = text::parse_count(cell)) return *value;
  throw table.row_error(row, std::string(column) + " '" + cell + "'",
                        "must be a whole number from 0");
}

std::optional<double> number(const CsvTable& table, const CsvRow& row, std::size_t column) {
  const std::string& cell = row.cells[column];
  if (cell.empty()) return std::nullopt;
  if (const auto value = text::parse_number(cell)) return value;
  throw table.row_error(row, table.columns[column] + " '" + cell + "'", "must be a number");
}

}  // namespace

std::string learning_curves_csv(const LearningCurves& curves) {
  std::vector<std::string> header(kKeys.begin(), kKeys.end());
  header.insert(header.end(), curves.metrics.begin(), curves.metrics.end());
  std::string text;
  text::append_csv_row(text, header);
  for (const EpochMetrics& epoch : curves.epochs) {
    std::vector<std::string> cells{std::to_string(epoch.seed), epoch.fold,
                                   std::to_string(epoch.epoch)};
    for (const auto& value : epoch.values) {
      cells.push_back(value ? text::number_text(*value) : std::string());
    }
    text::append_csv_row(text, cells);
  }
  return text;
}

LearningCurves parse_learning_curves(std::string_view text, std::string_view name) {
  const CsvTable table = text::parse_csv(text, name);
  LearningCurves curves;
  std::vector<std::size_t> columns;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    if (is_key(table.columns[column])) continue;
    curves.metrics.push_back(table.columns[column]);
    columns.push_back(column);
  }
  const std::size_t fold = table.column("fold");
  for (const CsvRow& row : table.rows) {
    EpochMetrics epoch{
        whole_number(table, row, "seed"), row.cells[fold], whole_number(table, row, "epoch"), {}};
    for (const std::size_t column : columns) epoch.values.push_back(number(table, row, column));
    curves.epochs.push_back(std::move(epoch));
  }
  return curves;
}

LearningCurves read_learning_curves(const std::filesystem::path& path) {
  return parse_learning_curves(text::read_file(path), path.string());
}

}  // namespace emovox::evaluation
