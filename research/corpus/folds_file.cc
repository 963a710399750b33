#include "corpus/folds_file.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "corpus/folds.h"
#include "corpus/leaks.h"
#include "corpus/manifest.h"
#include "emovox/error.h"
#include "text/csv.h"
#include "text/number.h"
#include "text/whole_file.h"

namespace emovox::corpus {
namespace {

using text::CsvRow;
using text::CsvTable;

bool hold_texts_out_too(const std::vector<Fold>& folds) {
  return !folds.empty() && folds.front().texts_held_out;
}

void check_partition(const Manifest& manifest, const std::vector<Fold>& folds) {
  check_disjoint(manifest, folds);
  std::set<std::string_view> names;
  std::vector<int> tests(manifest.utterances.size(), 0);
  for (const Fold& fold : folds) {
    if (!names.insert(fold.name).second) {
      refuse_folds("fold '" + fold.name + "' twice", "names must differ");
    }
    for (const std::size_t i : fold.test) ++tests[i];
  }
  for (std::size_t i = 0; i < tests.size(); ++i) {
    if (tests[i] == 1) continue;
    refuse_folds(
        "'" + manifest.utterances[i].file + "' is tested by " + std::to_string(tests[i]) + " folds",
        "must be tested by one");
  }
}

std::vector<std::string> cells_of(const Utterance& utterance, const Fold& fold, bool bounds) {
  std::vector<std::string> cells{utterance.file, utterance.speaker, utterance.emotion, fold.name};
  if (!bounds) return cells;
  cells.push_back(seconds_text(utterance.start));
  cells.push_back(seconds_text(utterance.end));
  return cells;
}

/// Finds the utterance of the manifest that a row of folds.csv names.
class UtteranceMatcher {
 public:
  UtteranceMatcher(const CsvTable& table, const Manifest& manifest)
      : table_(table),
        manifest_(manifest),
        file_(table.column("file")),
        speaker_(table.column("speaker")),
        emotion_(table.column("emotion")),
        start_(table.find_column("start")),
        end_(table.find_column("end")) {
    for (std::size_t i = 0; i < manifest.utterances.size(); ++i) {
      places_.emplace(key_of(manifest.utterances[i]), i);
    }
  }

  std::size_t match(const CsvRow& row) {
    const auto found = places_.find(key_of(named_by(row)));
    if (found == places_.end()) {
      throw table_.row_error(row, "'" + row.cells[file_] + "' is not in the manifest",
                             "must be one of its utterances");
    }
    check_same(row, speaker_, manifest_.utterances[found->second].speaker);
    check_same(row, emotion_, manifest_.utterances[found->second].emotion);
    if (!seen_.insert(found->second).second) {
      throw table_.row_error(row, "'" + row.cells[file_] + "' again", "must occur once");
    }
    return found->second;
  }

  /// The first utterance that no row named, or null.
  const Utterance* first_unmatched() const {
    for (std::size_t i = 0; i < manifest_.utterances.size(); ++i) {
      if (!seen_.contains(i)) return &manifest_.utterances[i];
    }
    return nullptr;
  }

 private:
  Utterance named_by(const CsvRow& row) const {
    Utterance utterance;
    utterance.file = row.cells[file_];
    utterance.start = seconds(row, start_);
    utterance.end = seconds(row, end_);
    return utterance;
  }

  std::optional<double> seconds(const CsvRow& row, std::optional<std::size_t> column) const {
    if (!column || row.cells[*column].empty()) return std::nullopt;
    if (const auto value = text::parse_number(row.cells[*column])) return value;
    throw table_.row_error(row, table_.columns[*column] + " '" + row.cells[*column] + "'",
                           "must be seconds, or empty");
  }

  void check_same(const CsvRow& row, std::size_t column, const std::string& wanted) const {
    if (row.cells[column] == wanted) return;
    throw table_.row_error(row, table_.columns[column] + " '" + row.cells[column] + "'",
                           "must be '" + wanted + "' as in the manifest");
  }

  const CsvTable& table_;
  const Manifest& manifest_;
  std::size_t file_, speaker_, emotion_;
  std::optional<std::size_t> start_, end_;
  std::map<UtteranceKey, std::size_t> places_;
  std::set<std::size_t> seen_;
};

/// Builds the folds row by row, in the order in which the file first names them, and remembers
/// which fold tests a speaker.
class FoldsBuilder {
 public:
  FoldsBuilder(const CsvTable& table, const Manifest& manifest)
      : table_(table),
        manifest_(manifest),
        matcher_(table, manifest),
        fold_(table.column("fold")),
        text_(table.find_column("text")) {}

  void add(const CsvRow& row) {
    const std::size_t utterance = matcher_.match(row);
    const std::string& name = row.cells[fold_];
    if (name.empty()) throw table_.row_error(row, "an empty fold", "must be filled in");
    const std::string& speaker = manifest_.utterances[utterance].speaker;
    const auto [first, added] = fold_of_speaker_.emplace(speaker, name);
    if (!text_ && !added && first->second != name) {
      throw table_.row_error(row,
                             "speaker '" + speaker + "' is tested by fold '" + name +
                                 "' and by fold '" + first->second + "'",
                             "must be tested by one");
    }
    fold_named(name).test.push_back(utterance);
  }

  std::vector<Fold> finish() {
    check_complete();
    if (text_) {
      texts_ = texts_of(manifest_);
      for (Fold& fold : folds_) fold.texts_held_out = true;
    }
    for (Fold& fold : folds_) fill_train(fold);
    return std::move(folds_);
  }

 private:
  Fold& fold_named(const std::string& name) {
    const auto [place, added] = places_.emplace(name, folds_.size());
    if (added) folds_.push_back({name, {}, {}, false});
    return folds_[place->second];
  }

  void check_complete() const {
    const Utterance* missing = matcher_.first_unmatched();
    if (missing == nullptr) return;
    throw Error(ErrorCode::corrupt_data, table_.name, "no row for '" + missing->file + "'",
                "must have one for every utterance of the manifest");
  }

  void fill_train(Fold& fold) const {
    std::sort(fold.test.begin(), fold.test.end());
    std::set<std::string_view> speakers, texts;
    for (const std::size_t i : fold.test) {
      speakers.insert(manifest_.utterances[i].speaker);
      if (text_) texts.insert(texts_[i]);
    }
    for (std::size_t i = 0; i < manifest_.utterances.size(); ++i) {
      if (speakers.contains(manifest_.utterances[i].speaker)) continue;
      if (!text_ || !texts.contains(texts_[i])) fold.train.push_back(i);
    }
    if (!fold.train.empty()) return;
    throw Error(ErrorCode::corrupt_data, table_.name, "only one fold, '" + fold.name + "'",
                "must have at least two");
  }

  const CsvTable& table_;
  const Manifest& manifest_;
  UtteranceMatcher matcher_;
  std::size_t fold_;
  std::optional<std::size_t>
      text_;  // column `text`, whose presence means that sentences are held out
  std::vector<std::string> texts_;  // [utterances] their sentences, if there is such a column
  std::vector<Fold> folds_;
  std::map<std::string, std::size_t> places_;
  std::map<std::string, std::string> fold_of_speaker_;
};

}  // namespace

void write_folds(const std::filesystem::path& path, const Manifest& manifest,
                 const std::vector<Fold>& folds) {
  check_partition(manifest, folds);
  const bool bounds = has_bounds(manifest);
  std::vector<std::string> header{"file", "speaker", "emotion", "fold"};
  if (bounds) header.insert(header.end(), {"start", "end"});
  const bool with_texts = hold_texts_out_too(folds);
  if (with_texts) header.emplace_back("text");
  const auto texts = with_texts ? texts_of(manifest) : std::vector<std::string>();
  std::string text;
  text::append_csv_row(text, header);
  // Rows go fold by fold, so that reading them gives the folds in the same order.
  for (const Fold& fold : folds) {
    for (const std::size_t i : fold.test) {
      auto cells = cells_of(manifest.utterances[i], fold, bounds);
      if (with_texts) cells.push_back(texts[i]);
      text::append_csv_row(text, cells);
    }
  }
  text::write_file_atomically(path, text);
}

std::vector<Fold> read_folds(const std::filesystem::path& path, const Manifest& manifest) {
  const CsvTable table = text::read_csv(path);
  FoldsBuilder builder(table, manifest);
  for (const CsvRow& row : table.rows) builder.add(row);
  return builder.finish();
}

}  // namespace emovox::corpus
