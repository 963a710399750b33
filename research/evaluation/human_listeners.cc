#include "evaluation/human_listeners.h"

#include <set>

#include "text/csv.h"
#include "text/number.h"

namespace emovox::evaluation {

HumanRecognition read_human_listeners(const std::filesystem::path& path) {
  const text::CsvTable csv = text::read_csv(path);
  const std::size_t file = csv.column("file");
  const std::size_t recognised = csv.column("recognised_percent");
  HumanRecognition table;
  for (const text::CsvRow& row : csv.rows) {
    const auto share = text::parse_number(row.cells[recognised]);
    if (!share || *share < 0.0 || *share > 100.0) {
      throw csv.row_error(row, "recognised_percent '" + row.cells[recognised] + "'",
                          "must be a number from 0 to 100");
    }
    if (!table.emplace(row.cells[file], *share / 100.0).second) {
      throw csv.row_error(row, "file '" + row.cells[file] + "' a second time",
                          "must be there once");
    }
  }
  return table;
}

std::optional<HumanListeners> human_listeners_on(const PredictionTable& table,
                                                 const HumanRecognition& recognition) {
  HumanListeners listeners;
  std::map<std::string, std::size_t> count_of_class;
  std::set<std::string> seen;
  for (const PredictionRow& row : table.rows) {
    if (!seen.insert(row.file).second) continue;  // another seed
    const auto found = recognition.find(std::filesystem::path(row.file).filename().string());
    if (found == recognition.end()) {
      ++listeners.not_rated;
      continue;
    }
    ++listeners.files;
    ++count_of_class[row.emotion];
    listeners.mean += found->second;
    listeners.by_class[row.emotion] += found->second;
  }
  if (listeners.files == 0) return std::nullopt;
  listeners.mean /= static_cast<double>(listeners.files);
  for (auto& [label, share] : listeners.by_class) {
    share /= static_cast<double>(count_of_class[label]);
    listeners.mean_classes += share / static_cast<double>(count_of_class.size());
  }
  return listeners;
}

}  // namespace emovox::evaluation
