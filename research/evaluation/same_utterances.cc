#include "evaluation/same_utterances.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "emovox/error.h"
#include "evaluation/ensemble.h"

namespace emovox::evaluation {
namespace {

[[noreturn]] void refuse(const RunResults& second, const std::string& was,
                         const std::string& must_be) {
  throw Error(ErrorCode::invalid_argument, second.name, was, must_be);
}

std::string list(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

void check_labels(const RunResults& first, const RunResults& second) {
  std::vector<std::string> labels = first.table.labels;
  std::vector<std::string> other = second.table.labels;
  std::sort(labels.begin(), labels.end());
  std::sort(other.begin(), other.end());
  if (labels == other) return;
  refuse(second, "labels " + list(other), "must be those of '" + first.name + "': " + list(labels));
}

struct Truth {
  std::string emotion;
  std::string speaker;
};
using Key = std::pair<std::string, std::size_t>;  // file and occurrence

std::map<Key, Truth> truths(const PredictionTable& table) {
  std::map<Key, Truth> truths;
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
    if (!wanted.contains(key)) refuse(second, "has '" + key.first + "' besides", must_be);
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
