#include "corpus/import.h"

#include "corpus/importers.h"
#include "emovox/error.h"

namespace emovox::corpus {

const std::vector<Importer>& importers() {
  static const std::vector<Importer> all{
      {"emodb", "Berlin Database of Emotional Speech: 03a01Fa.wav", import_emodb},
      {"savee", "Surrey Audio-Visual Expressed Emotion: DC_a01.wav or DC/a01.wav", import_savee},
      {"csv", "any CSV table that names file, speaker and emotion", import_table},
      {"folders", "a folder an emotion; the speaker by a pattern on the path", import_folders}};
  return all;
}

Manifest import_corpus(std::string_view format, const std::filesystem::path& source,
                       const ImportOptions& options) {
  std::string known;
  for (const Importer& importer : importers()) {
    if (importer.format == format) return importer.import(source, options);
    if (!known.empty()) known += ", ";
    known += importer.format;
  }
  throw Error(ErrorCode::invalid_argument, "corpus format", "'" + std::string(format) + "'",
              "must be one of " + known);
}

}  // namespace emovox::corpus
