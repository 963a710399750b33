#include "corpus/check.h"

#include <algorithm>
#include <optional>
#include <set>

#include "corpus/audio_statistics.h"
#include "corpus/published.h"
#include "emovox/error.h"
#include "emovox/model.h"
#include "text/join.h"
#include "text/number.h"

namespace emovox::corpus {
namespace {

using Counts = std::map<std::string, std::size_t>;

/// The statistics of each file, by its name in the manifest; nothing where it could not be read.
using FileStatistics = std::map<std::string, std::optional<AudioStatistics>>;

/// Reads each file of the manifest once. A file that cannot be read is a problem.
FileStatistics measure_files(const Manifest& manifest, std::vector<Problem>& problems) {
  FileStatistics files;
  for (const Utterance& utterance : manifest.utterances) {
    const auto [place, added] = files.try_emplace(utterance.file);
    if (!added) continue;
    try {
      place->second = measure_audio(manifest.path_of(utterance));
    } catch (const Error& error) {
      problems.push_back({Severity::error, "unreadable", error.what(), {utterance.file}});
    }
  }
  return files;
}

/// Adds one problem with the names of all files for which `condition` holds, if there are any.
template <class Condition>
void report_files(const FileStatistics& files, Problem problem, std::vector<Problem>& problems,
                  Condition condition) {
  for (const auto& [file, statistics] : files) {
    if (statistics && condition(*statistics)) problem.files.push_back(file);
  }
  if (problem.files.empty()) return;
  problem.message = std::to_string(problem.files.size()) +
                    (problem.files.size() == 1 ? " file " : " files ") + problem.message;
  problems.push_back(std::move(problem));
}

void check_each_file(const FileStatistics& files, std::vector<Problem>& problems) {
  using Statistics = const AudioStatistics&;
  report_files(files, {Severity::error, "empty", "without a sample", {}}, problems,
               [](Statistics s) { return s.samples == 0; });
  report_files(files, {Severity::warning, "silent", "silent: peak under -60 dB of full scale", {}},
               problems, [](Statistics s) { return s.samples > 0 && s.peak < kSilencePeak; });
  report_files(files,
               {Severity::warning,
                "too_short",
                "shorter than " + text::number_text(kMinimumDuration) + " s",
                {}},
               problems,
               [](Statistics s) { return s.samples > 0 && s.duration() < kMinimumDuration; });
  report_files(files,
               {Severity::warning,
                "clipped",
                "clipped: " + std::to_string(kClippedRun) + " or more equal samples at full scale",
                {}},
               problems, [](Statistics s) { return s.clipped_peaks > 0; });
}

void check_bounds(const Manifest& manifest, const FileStatistics& files,
                  std::vector<Problem>& problems) {
  for (const Utterance& utterance : manifest.utterances) {
    const std::optional<AudioStatistics>& statistics = files.at(utterance.file);
    const double last = std::max(utterance.end.value_or(0.0), utterance.start.value_or(0.0));
    if (!statistics || last <= statistics->duration()) continue;
    problems.push_back({Severity::error,
                        "beyond_end",
                        "an utterance reaches to " + text::number_text(last) + " s of " +
                            text::number_text(statistics->duration()) + " s",
                        {utterance.file}});
  }
}

void check_rates(const CheckReport& report, const PublishedCorpus* published,
                 std::vector<Problem>& problems) {
  std::string rates;
  for (const auto& [rate, files] : report.sample_rates) {
    rates +=
        (rates.empty() ? "" : ", ") + std::to_string(files) + " at " + std::to_string(rate) + " Hz";
  }
  if (report.sample_rates.size() > 1) {
    problems.push_back({Severity::warning, "mixed_rates", "sample rates differ: " + rates, {}});
  } else if (published && !rates.empty() &&
             report.sample_rates.begin()->first != published->sample_rate) {
    problems.push_back({Severity::warning,
                        "unusual_rate",
                        rates + ", published at " + std::to_string(published->sample_rate) + " Hz",
                        {}});
  }
}

// --- Counts --------------------------------------------------------------------------------------

/// "anger 126 (published 127)" for every name whose counts differ, joined by commas.
std::string differences(const Counts& counted, const Counts& published) {
  const auto count_of = [](const Counts& counts, const std::string& name) {
    const auto found = counts.find(name);
    return found == counts.end() ? 0 : found->second;
  };
  Counts all = published;
  all.insert(counted.begin(), counted.end());
  std::string text;
  for (const auto& [name, unused] : all) {
    const std::size_t here = count_of(counted, name), expected = count_of(published, name);
    if (here == expected) continue;
    text += (text.empty() ? "" : ", ") + name + " " + std::to_string(here) + " (published " +
            std::to_string(expected) + ")";
  }
  return text;
}

/// Fills in the published counts and reports each that differs.
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

void summarise(const Manifest& manifest, const FileStatistics& files, CheckReport& report) {
  report.files = files.size();
  for (const Utterance& utterance : manifest.utterances) {
    ++report.emotions[utterance.emotion];
    ++report.speakers[utterance.speaker];
  }
  for (const auto& [file, statistics] : files) {
    if (!statistics) continue;
    ++report.sample_rates[statistics->sample_rate];
    report.duration += statistics->duration();
  }
}

// --- Identical audio -----------------------------------------------------------------------------

struct Labels {
  std::set<std::string> speakers;
  std::set<std::string> emotions;
};

/// Files whose decoded samples are equal.
struct IdenticalFiles {
  std::vector<std::string> files;
  std::set<std::string> byte_hashes;
};

/// Two silent files have equal samples without being the same recording.
bool can_be_compared(const std::optional<AudioStatistics>& statistics) {
  return statistics && statistics->samples > 0 && statistics->peak >= kSilencePeak;
}

Problem problem_of(const IdenticalFiles& group, const std::map<std::string, Labels>& labels) {
  Labels all;
  for (const std::string& file : group.files) {
    all.speakers.insert(labels.at(file).speakers.begin(), labels.at(file).speakers.end());
    all.emotions.insert(labels.at(file).emotions.begin(), labels.at(file).emotions.end());
  }
  Problem problem{Severity::warning, "identical_audio", "", group.files};
  problem.message = std::to_string(group.files.size()) + " files are " +
                    (group.byte_hashes.size() == 1 ? "byte-identical" : "sample-identical");
  if (all.speakers.size() > 1) {
    problem.message +=
        " under speakers " + text::joined(all.speakers) + ": merge them, or folds leak";
  }
  if (all.emotions.size() > 1) {
    problem.message += " under emotions " + text::joined(all.emotions) + ": at most one is right";
  }
  const bool contradiction = all.speakers.size() > 1 || all.emotions.size() > 1;
  if (contradiction) problem.severity = Severity::error;
  return problem;
}

/// Reports audio that occurs in the corpus under two names. Under two speakers it would be in both
/// training and test.
void check_identical(const Manifest& manifest, const FileStatistics& files,
                     std::vector<Problem>& problems) {
  std::map<std::string, Labels> labels;
  for (const Utterance& utterance : manifest.utterances) {
    labels[utterance.file].speakers.insert(utterance.speaker);
    labels[utterance.file].emotions.insert(utterance.emotion);
  }
  std::map<std::string, IdenticalFiles> groups;  // by the hash of the samples
  for (const auto& [file, statistics] : files) {
    if (!can_be_compared(statistics)) continue;
    IdenticalFiles& group = groups[statistics->sample_hash];
    group.files.push_back(file);
    group.byte_hashes.insert(statistics->byte_hash);
  }
  for (const auto& [hash, group] : groups) {
    if (group.files.size() > 1) problems.push_back(problem_of(group, labels));
  }
}

const PublishedCorpus* expected_corpus(const Manifest& manifest, const CheckOptions& options) {
  if (options.corpus.empty()) return identify_corpus(manifest);
  if (const PublishedCorpus* published = find_published(options.corpus)) return published;
  throw Error(ErrorCode::invalid_argument, "corpus", "'" + options.corpus + "'",
              "must be a corpus with published counts: emodb, savee");
}

}  // namespace

std::size_t CheckReport::count(Severity severity) const {
  return static_cast<std::size_t>(
      std::count_if(problems.begin(), problems.end(),
                    [severity](const Problem& problem) { return problem.severity == severity; }));
}

CheckReport check_corpus(const Manifest& manifest, const CheckOptions& options) {
  CheckReport report;
  const PublishedCorpus* published = expected_corpus(manifest, options);
  const FileStatistics files = measure_files(manifest, report.problems);
  summarise(manifest, files, report);
  if (published) {
    check_counts(*published, options.corpus.empty() ? Severity::warning : Severity::error, report);
  }
  check_each_file(files, report.problems);
  check_bounds(manifest, files, report.problems);
  check_identical(manifest, files, report.problems);
  check_rates(report, published, report.problems);
  std::stable_partition(report.problems.begin(), report.problems.end(),
                        [](const Problem& problem) { return problem.severity == Severity::error; });
  return report;
}

}  // namespace emovox::corpus
