#include "evaluation/predictions.h"

#include <algorithm>
#include <array>

#include "emovox/error.h"
#include "text/csv.h"
#include "text/number.h"
#include "text/whole_file.h"

namespace emovox::evaluation {
namespace {

using text::CsvRow;
using text::CsvTable;

const std::vector<std::string> kColumns{"file", "speaker", "emotion", "fold", "seed", "predicted"};
constexpr std::string_view kProbabilityPrefix = "p_";

bool is_label(const std::vector<std::string>& labels, const std::string& name) {
  return std::find(labels.begin(), labels.end(), name) != labels.end();
}

bool is_probability(double value) { return value >= 0.0 && value <= 1.0; }

void check_writable(const PredictionTable& table, const PredictionRow& row) {
  const bool fits = is_label(table.labels, row.emotion) && is_label(table.labels, row.predicted) &&
                    row.probabilities.size() == table.labels.size() &&
                    std::all_of(row.probabilities.begin(), row.probabilities.end(), is_probability);
  if (fits) return;
  throw Error(
      ErrorCode::invalid_argument, "predictions",
      "the row of '" + row.file + "' does not fit the labels",
      "must have a known emotion, a known prediction, and a probability in [0, 1] for each label");
}

std::vector<std::string> cells_of(const PredictionRow& row) {
  std::vector<std::string> cells{
      row.file, row.speaker, row.emotion, row.fold, std::to_string(row.seed), row.predicted};
  for (const double p : row.probabilities) cells.push_back(text::number_text(p));
  return cells;
}

/// The labels that the columns after the standard ones name.
std::vector<std::string> labels_of(const CsvTable& table) {
  std::vector<std::string> labels;
  for (const std::string& column : table.columns) {
    if (std::find(kColumns.begin(), kColumns.end(), column) != kColumns.end()) continue;
    if (!column.starts_with(kProbabilityPrefix) || column.size() == kProbabilityPrefix.size()) {
      throw Error(ErrorCode::corrupt_data, table.name + ":1", "column '" + column + "'",
                  "must be p_<label> or one of file,speaker,emotion,fold,seed,predicted");
    }
    labels.push_back(column.substr(kProbabilityPrefix.size()));
  }
  if (!labels.empty()) return labels;
  throw Error(ErrorCode::corrupt_data, table.name + ":1", "no column p_<label>",
              "must have one for every label");
}

/// Reads the cells of one table. Throws an error with the line number of an invalid cell.
class Reader {
 public:
  Reader(const CsvTable& table, const std::vector<std::string>& labels)
      : table_(table), labels_(labels) {
    for (std::size_t i = 0; i < kColumns.size(); ++i) standard_[i] = table.column(kColumns[i]);
    for (const std::string& label : labels) {
      probabilities_.push_back(table.column(std::string(kProbabilityPrefix) + label));
    }
  }

  PredictionRow read(const CsvRow& row) const {
    PredictionRow result;
    result.file = filled(row, standard_[0]);
    result.speaker = filled(row, standard_[1]);
    result.emotion = label(row, standard_[2]);
    result.fold = filled(row, standard_[3]);
    result.seed = seed(row, standard_[4]);
    result.predicted = label(row, standard_[5]);
    for (const std::size_t column : probabilities_) {
      result.probabilities.push_back(probability(row, column));
    }
    return result;
  }

 private:
  [[noreturn]] void refuse(const CsvRow& row, std::size_t column, std::string_view must_be) const {
    throw table_.row_error(row, table_.columns[column] + " '" + row.cells[column] + "'", must_be);
  }
  std::string filled(const CsvRow& row, std::size_t column) const {
    if (row.cells[column].empty()) refuse(row, column, "must be filled in");
    return row.cells[column];
  }
  std::string label(const CsvRow& row, std::size_t column) const {
    if (!is_label(labels_, row.cells[column])) refuse(row, column, "must have a column p_<label>");
    return row.cells[column];
  }
  std::uint64_t seed(const CsvRow& row, std::size_t column) const {
    const auto value = text::parse_count(row.cells[column]);
    if (!value) refuse(row, column, "must be a whole number from 0");
    return *value;
  }
  double probability(const CsvRow& row, std::size_t column) const {
    const auto value = text::parse_number(row.cells[column]);
    if (!value || !is_probability(*value)) refuse(row, column, "must be a number in [0, 1]");
    return *value;
  }

  const CsvTable& table_;
  const std::vector<std::string>& labels_;
  std::array<std::size_t, 6> standard_{};
  std::vector<std::size_t> probabilities_;
};

}  // namespace

void write_predictions(const std::filesystem::path& path, const PredictionTable& table) {
  std::vector<std::string> header = kColumns;
  for (const std::string& label : table.labels) {
    header.push_back(std::string(kProbabilityPrefix) + label);
  }
  std::string text;
  text::append_csv_row(text, header);
  for (const PredictionRow& row : table.rows) {
    check_writable(table, row);
    text::append_csv_row(text, cells_of(row));
  }
  text::write_file_atomically(path, text);
}

std::string shared_folder(const PredictionTable& table) {
  if (table.rows.empty()) return {};
  std::string shared = table.rows[0].file;
  for (const PredictionRow& row : table.rows) {
    const auto apart =
        std::mismatch(shared.begin(), shared.end(), row.file.begin(), row.file.end());
    shared.erase(apart.first, shared.end());
  }
  const auto slash = shared.rfind('/');
  return slash == std::string::npos ? std::string() : shared.substr(0, slash + 1);
}

PredictionTable read_predictions(const std::filesystem::path& path) {
  const CsvTable csv = text::read_csv(path);
  PredictionTable table{labels_of(csv), {}};
  const Reader reader(csv, table.labels);
  for (const CsvRow& row : csv.rows) table.rows.push_back(reader.read(row));
  return table;
}

}  // namespace emovox::evaluation
