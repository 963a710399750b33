// The manifest: a corpus as a table that names each utterance's audio file, speaker and emotion. As
// CSV: `file,speaker,emotion[,start,end]` and any further columns, which are kept.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "text/csv.h"

namespace emovox::corpus {

struct Utterance {
  std::string file;  // path as written in the manifest; relative to the manifest's folder
  std::string speaker;
  std::string emotion;
  std::optional<double> start;       // seconds; nothing: from the beginning of the file
  std::optional<double> end;         // seconds; nothing: to the end of the file
  std::vector<std::string> further;  // values of Manifest::further_columns
};

struct Manifest {
  std::filesystem::path folder;              // folder of the manifest: relative paths start here
  std::vector<std::string> further_columns;  // names of the columns beyond the standard ones
  std::vector<Utterance> utterances;

  std::filesystem::path path_of(const Utterance& utterance) const;
  std::vector<std::string> emotions() const;  // sorted, each once: the label order of a model
  std::vector<std::string> speakers() const;  // sorted, each once
};

/// Throws not_found, io, and corrupt_data with file and line: a missing column, a row of another
/// length, an empty field, a start that is not before its end, a duplicate row.
Manifest read_manifest(const std::filesystem::path& path);

/// Converts a table with the standard columns to a manifest. Throws corrupt_data as read_manifest.
Manifest manifest_from(const text::CsvTable& table, const std::filesystem::path& folder);

/// Writes a new file beside `path` and renames it. Throws io.
void write_manifest(const std::filesystem::path& path, const Manifest& manifest);

/// Checks that there are at least two emotions, two speakers and every audio file, as training
/// needs. Throws corrupt_data or not_found, naming the first missing one.
void check_trainable(const Manifest& manifest, const std::filesystem::path& path);

/// The identity of an utterance: its file, with the path normalised, and its start and end.
using UtteranceKey = std::tuple<std::string, std::optional<double>, std::optional<double>>;

UtteranceKey key_of(const Utterance& utterance);

/// Whether any utterance has a start or an end. Only then are the two columns written.
bool has_bounds(const Manifest& manifest);

/// A start or an end as a CSV cell: the shortest text that reads back as the same number.
std::string seconds_text(const std::optional<double>& seconds);

}  // namespace emovox::corpus
