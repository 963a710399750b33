#include <algorithm>

#include "corpus/check_parts.h"

namespace emovox::corpus {
namespace {

using Counts = std::map<std::string, std::size_t>;

std::size_t count_of(const Counts& counts, const std::string& name) {
  const auto found = counts.find(name);
  return found == counts.end() ? 0 : found->second;
}

/// "anger 126 (published 127)" for every name whose counts differ, joined by commas.
std::string differences(const Counts& counted, const Counts& published) {
  Counts all = published;
  all.insert(counted.begin(), counted.end());
  std::string text;
  for (const auto& [name, unused] : all) {
    const std::size_t is = count_of(counted, name), was = count_of(published, name);
    if (is == was) continue;
    text += (text.empty() ? "" : ", ") + name + " " + std::to_string(is) + " (published " +
            std::to_string(was) + ")";
  }
  return text;
}

}  // namespace

const PublishedCorpus* find_published(std::string_view format) {
  for (const PublishedCorpus* corpus : {&published_emodb(), &published_savee()}) {
    if (corpus->format == format) return corpus;
  }
  return nullptr;
}

const PublishedCorpus* recognise(const Manifest& manifest) {
  for (const PublishedCorpus* corpus : {&published_emodb(), &published_savee()}) {
    const bool all =
        std::all_of(manifest.utterances.begin(), manifest.utterances.end(),
                    [&](const Utterance& u) { return corpus->read_name(u.file).has_value(); });
    if (all && !manifest.utterances.empty()) return corpus;
  }
  return nullptr;
}

void check_counts(const PublishedCorpus& published, Severity severity, CheckReport& report) {
  report.corpus = published.title;
  report.published_emotions = published.files_of_emotion;
  report.published_speakers = published.files_of_speaker;
  const std::string emotions = differences(report.emotions, published.files_of_emotion);
  const std::string speakers = differences(report.speakers, published.files_of_speaker);
  for (const std::string& text : {emotions, speakers}) {
    if (text.empty()) continue;
    report.problems.push_back(
        {severity, "counts", "not the published " + report.corpus + ": " + text, {}});
  }
}

}  // namespace emovox::corpus
