#include "corpus/manifest.h"

#include <set>

#include "emovox/error.h"

namespace emovox::corpus {
namespace {

std::vector<std::string> distinct(const Manifest& manifest, std::string Utterance::*field) {
  std::set<std::string> values;
  for (const Utterance& utterance : manifest.utterances) values.insert(utterance.*field);
  return {values.begin(), values.end()};
}

void check_at_least_two(const std::vector<std::string>& values, std::string_view kind,
                        const std::filesystem::path& path, std::string_view reason) {
  if (values.size() >= 2) return;
  const std::string was = values.empty()
                              ? "no " + std::string(kind)
                              : "only one " + std::string(kind) + ", '" + values[0] + "'";
  throw Error(ErrorCode::corrupt_data, path.string(), was, reason);
}

}  // namespace

std::filesystem::path Manifest::path_of(const Utterance& utterance) const {
  return folder / utterance.file;
}

std::vector<std::string> Manifest::emotions() const { return distinct(*this, &Utterance::emotion); }

std::vector<std::string> Manifest::speakers() const { return distinct(*this, &Utterance::speaker); }

void check_trainable(const Manifest& manifest, const std::filesystem::path& path) {
  check_at_least_two(manifest.emotions(), "emotion", path, "must have at least two to tell apart");
  check_at_least_two(manifest.speakers(), "speaker", path,
                     "must have at least two, so that one can be held out");
  for (const Utterance& utterance : manifest.utterances) {
    std::error_code error;
    if (std::filesystem::is_regular_file(manifest.path_of(utterance), error)) continue;
    throw Error(ErrorCode::not_found, path.string(),
                "audio file '" + manifest.path_of(utterance).string() + "' does not exist",
                "must be a path, absolute or from the manifest's folder");
  }
}

}  // namespace emovox::corpus
