#include "evaluation/run_results.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "emovox/error.h"
#include "evaluation/ensemble.h"
#include "evaluation/predictions.h"
#include "text/join.h"
#include "text/whole_file.h"

namespace emovox::evaluation {

namespace {

namespace fs = std::filesystem;

std::string track_of(const fs::path& path) {
  const auto metrics = nlohmann::json::parse(text::read_file(path), nullptr, false);
  if (metrics.is_object() && metrics.contains("track") && metrics["track"].is_string()) {
    return metrics["track"];
  }
  throw Error(ErrorCode::corrupt_data, path.string(), "names no track",
              "must be what emovox crossval wrote");
}

}  // namespace

RunResults read_run(const fs::path& folder) {
  const fs::path metrics = folder / "metrics.json";  // written last
  std::error_code ignored;                           // a folder that cannot be read has no run
  if (!fs::exists(metrics, ignored)) {
    throw Error(ErrorCode::not_found, folder.string(), "has no metrics.json",
                "must be the folder of a finished emovox crossval");
  }
  RunResults run{folder.string(), track_of(metrics), read_predictions(folder / "predictions.csv")};
  if (!run.table.rows.empty()) return run;
  throw Error(ErrorCode::corrupt_data, (folder / "predictions.csv").string(), "no rows",
              "must be at least one");
}

namespace {

[[noreturn]] void refuse(const RunResults& second, const std::string& was,
                         const std::string& must_be) {
  throw Error(ErrorCode::invalid_argument, second.name, was, must_be);
}

void check_labels(const RunResults& first, const RunResults& second) {
  std::vector<std::string> labels = first.table.labels;
  std::vector<std::string> other = second.table.labels;
  std::sort(labels.begin(), labels.end());
  std::sort(other.begin(), other.end());
  if (labels == other) return;
  refuse(second, "labels " + text::joined(other),
         "must be those of '" + first.name + "': " + text::joined(labels));
}

struct Truth {
  std::string emotion;
  std::string speaker;
};
using UtteranceKey = std::pair<std::string, std::size_t>;  // file and occurrence

std::map<UtteranceKey, Truth> truths(const PredictionTable& table) {
  std::map<UtteranceKey, Truth> truths;
  for (const UtteranceRows& utterance : utterances_of(table)) {
    const PredictionRow& row = table.rows[utterance.rows[0]];
    truths[{utterance.file, utterance.occurrence}] = {row.emotion, row.speaker};
  }
  return truths;
}

void check_utterances(const RunResults& first, const RunResults& second) {
  const auto wanted = truths(first.table);
  const auto found = truths(second.table);
  const std::string must_be = "must have the utterances of '" + first.name + "'";
  for (const auto& [key, truth] : found) {
    if (!wanted.contains(key)) refuse(second, "has '" + key.first + "' in addition", must_be);
  }
  for (const auto& [key, truth] : wanted) {
    const auto other = found.find(key);
    if (other == found.end()) refuse(second, "lacks '" + key.first + "'", must_be);
    if (other->second.emotion != truth.emotion) {
      refuse(second, "'" + key.first + "' is of emotion '" + other->second.emotion + "'",
             "must be '" + truth.emotion + "' as in '" + first.name + "'");
    }
    if (other->second.speaker != truth.speaker) {
      refuse(second, "'" + key.first + "' is of speaker '" + other->second.speaker + "'",
             "must be '" + truth.speaker + "' as in '" + first.name + "'");
    }
  }
}

}  // namespace

void check_comparable(const RunResults& first, const RunResults& second) {
  if (first.track != second.track) {
    refuse(second, "track '" + second.track + "'",
           "must be '" + first.track + "', that of '" + first.name + "'");
  }
  check_labels(first, second);
  check_utterances(first, second);
}

}  // namespace emovox::evaluation
