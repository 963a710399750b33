// Audio that stands in a corpus under two names, found by hashes of bytes and of decoded samples.
#include <set>

#include "corpus/check_parts.h"
#include "emovox/model.h"

namespace emovox::corpus {
namespace {

/// What is said of the files of one group of identical audio.
struct Group {
  std::vector<std::string> files;
  std::set<std::string> byte_hashes;
};

struct Labels {
  std::set<std::string> speakers;
  std::set<std::string> emotions;
};

/// Silence equals silence without being the same recording.
bool can_be_compared(const std::optional<Heard>& heard) {
  return heard && heard->samples > 0 && heard->peak >= kSilencePeak;
}

std::string joined(const std::set<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

Problem problem_of(const Group& group, const std::map<std::string, Labels>& labels) {
  Labels all;
  for (const std::string& file : group.files) {
    all.speakers.insert(labels.at(file).speakers.begin(), labels.at(file).speakers.end());
    all.emotions.insert(labels.at(file).emotions.begin(), labels.at(file).emotions.end());
  }
  Problem problem{Severity::warning, "identical_audio", "", group.files};
  problem.message = std::to_string(group.files.size()) + " files are " +
                    (group.byte_hashes.size() == 1 ? "byte-identical" : "sample-identical");
  if (all.speakers.size() > 1) {
    problem.message += " under speakers " + joined(all.speakers) + ": merge them, or folds leak";
  }
  if (all.emotions.size() > 1) {
    problem.message += " under emotions " + joined(all.emotions) + ": at most one is right";
  }
  const bool contradiction = all.speakers.size() > 1 || all.emotions.size() > 1;
  if (contradiction) problem.severity = Severity::error;
  return problem;
}

}  // namespace

void check_identical(const Manifest& manifest, const HeardFiles& heard,
                     std::vector<Problem>& problems) {
  std::map<std::string, Labels> labels;
  for (const Utterance& utterance : manifest.utterances) {
    labels[utterance.file].speakers.insert(utterance.speaker);
    labels[utterance.file].emotions.insert(utterance.emotion);
  }
  std::map<std::string, Group> groups;
  for (const auto& [file, what] : heard) {
    if (!can_be_compared(what)) continue;
    Group& group = groups[what->sample_hash];
    group.files.push_back(file);
    group.byte_hashes.insert(what->byte_hash);
  }
  for (const auto& [hash, group] : groups) {
    if (group.files.size() > 1) problems.push_back(problem_of(group, labels));
  }
}

}  // namespace emovox::corpus
