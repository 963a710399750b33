#include "corpus/check.h"

#include <algorithm>
#include <optional>

#include "corpus/check_parts.h"
#include "emovox/error.h"
#include "emovox/model.h"
#include "text/number.h"

namespace emovox::corpus {
namespace {

/// Listens to each file of the manifest once; what cannot be read is a problem.
HeardFiles hear_all(const Manifest& manifest, std::vector<Problem>& problems) {
  HeardFiles heard;
  for (const Utterance& utterance : manifest.utterances) {
    const auto [place, added] = heard.try_emplace(utterance.file);
    if (!added) continue;
    try {
      place->second = listen(manifest.path_of(utterance));
    } catch (const Error& error) {
      problems.push_back({Severity::error, "unreadable", error.what(), {utterance.file}});
    }
  }
  return heard;
}

/// One problem for all files that `is_so`, or none.
template <class Condition>
void report_files(const HeardFiles& heard, Problem problem, std::vector<Problem>& problems,
                  Condition is_so) {
  for (const auto& [file, what] : heard) {
    if (what && is_so(*what)) problem.files.push_back(file);
  }
  if (problem.files.empty()) return;
  problem.message = std::to_string(problem.files.size()) +
                    (problem.files.size() == 1 ? " file " : " files ") + problem.message;
  problems.push_back(std::move(problem));
}

void check_each_file(const HeardFiles& heard, std::vector<Problem>& problems) {
  report_files(heard, {Severity::error, "empty", "without a sample", {}}, problems,
               [](const Heard& h) { return h.samples == 0; });
  report_files(heard, {Severity::warning, "silent", "silent: peak under -60 dB of full scale", {}},
               problems, [](const Heard& h) { return h.samples > 0 && h.peak < kSilencePeak; });
  report_files(heard,
               {Severity::warning,
                "too_short",
                "shorter than " + text::number_text(kMinimumDuration) + " s",
                {}},
               problems,
               [](const Heard& h) { return h.samples > 0 && h.duration() < kMinimumDuration; });
  report_files(heard,
               {Severity::warning,
                "clipped",
                "clipped: " + std::to_string(kClippedRun) + " or more equal samples at full scale",
                {}},
               problems, [](const Heard& h) { return h.clipped_peaks > 0; });
}

void check_bounds(const Manifest& manifest, const HeardFiles& heard,
                  std::vector<Problem>& problems) {
  for (const Utterance& utterance : manifest.utterances) {
    const std::optional<Heard>& what = heard.at(utterance.file);
    const double last = std::max(utterance.end.value_or(0.0), utterance.start.value_or(0.0));
    if (!what || last <= what->duration()) continue;
    problems.push_back({Severity::error,
                        "beyond_end",
                        "an utterance reaches to " + text::number_text(last) + " s of " +
                            text::number_text(what->duration()) + " s",
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

void summarise(const Manifest& manifest, const HeardFiles& heard, CheckReport& report) {
  report.files = heard.size();
  for (const Utterance& utterance : manifest.utterances) {
    ++report.emotions[utterance.emotion];
    ++report.speakers[utterance.speaker];
  }
  for (const auto& [file, what] : heard) {
    if (!what) continue;
    ++report.sample_rates[what->sample_rate];
    report.duration += what->duration();
  }
}

const PublishedCorpus* expected_corpus(const Manifest& manifest, const CheckOptions& options) {
  if (options.corpus.empty()) return recognise(manifest);
  if (const PublishedCorpus* published = find_published(options.corpus)) return published;
  throw Error(ErrorCode::invalid_argument, "corpus", "'" + options.corpus + "'",
              "must be one whose counts are published: emodb, savee");
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
  const HeardFiles heard = hear_all(manifest, report.problems);
  summarise(manifest, heard, report);
  if (published) {
    check_counts(*published, options.corpus.empty() ? Severity::warning : Severity::error, report);
  }
  check_each_file(heard, report.problems);
  check_bounds(manifest, heard, report.problems);
  check_identical(manifest, heard, report.problems);
  check_rates(report, published, report.problems);
  std::stable_partition(report.problems.begin(), report.problems.end(),
                        [](const Problem& problem) { return problem.severity == Severity::error; });
  return report;
}

}  // namespace emovox::corpus
