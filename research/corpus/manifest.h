// A corpus as a table: which file, who speaks, which emotion. CSV
// `file,speaker,emotion[,start,end]` plus any further columns, which are kept.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace emovox::corpus {

struct Utterance {
  std::string file;  // as written; relative paths start at the manifest's folder
  std::string speaker;
  std::string emotion;
  std::optional<double> start;       // seconds; nothing: the whole file
  std::optional<double> end;         // seconds
  std::vector<std::string> further;  // values of Manifest::further_columns
};

struct Manifest {
  std::filesystem::path folder;              // what relative file names start at
  std::vector<std::string> further_columns;  // names beyond the standard ones
  std::vector<Utterance> utterances;

  std::filesystem::path path_of(const Utterance& utterance) const;
  std::vector<std::string> emotions() const;  // sorted, each once: the label order of a model
  std::vector<std::string> speakers() const;  // sorted, each once
};

/// Throws not_found, io, corrupt_data with file and line: a missing column, a row of another
/// width, an empty field, a start that is not before its end, a duplicate row.
Manifest read_manifest(const std::filesystem::path& path);

/// Writes beside `path` and renames. Throws io.
void write_manifest(const std::filesystem::path& path, const Manifest& manifest);

/// What training needs beyond a readable table: at least two emotions and two speakers, every file
/// present. Throws corrupt_data or not_found, naming the first thing that is missing.
void check_trainable(const Manifest& manifest, const std::filesystem::path& path);

}  // namespace emovox::corpus
